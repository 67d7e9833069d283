"""Entries of registers: what one system keeps, so that others can choose from it."""

from apps.core.documents import RegisterEntry


def told_field(entry: RegisterEntry, name: str) -> str:
    """Give a further field of an entry; an empty text where it does not tell it.

    All are text, days as in ISO 8601. People may tell ``email``, ``tax_id``, ``birth_date``, ``role``, ``phone``,
    ``bank``, ``branch``, ``account`` and ``pix_key``; projects ``company``, ``tax_id``, ``phone`` and an address
    (``street``, ``district``, ``city``, ``state``, ``postal_code``).
    """
    return dict(entry.fields).get(name, "")
