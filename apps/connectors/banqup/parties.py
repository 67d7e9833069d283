"""Who stands on the other side of an invoice, as Banqup's registers have them."""

from collections.abc import Iterator

from stdnum.eu import vat

from apps.connectors.banqup.reading import Part, letters_and_digits
from apps.core.documents import Party, Remark
from apps.core.errors import Place, Rejected

#: Greece writes EL in its numbers, and GR everywhere else.
GREECE = ("gr", "el")


def read_party(party: Part, invoice: Part, kind: str) -> Party:
    """Read a supplier (``creditor``) or customer (``debtor``); raises `Rejected` (``source.no_party``) for none.

    An invoice names its party by number only, so without the register's entry nobody knows who it is.
    """
    if not party.text("name"):
        number = invoice.text(f"client_{kind}_number", f"{kind}_number", f"{kind}_id")
        raise Rejected("source.no_party", place=Place.SOURCE, field=f"{kind}_id", value=number)
    return Party(
        code=f"{kind}:{invoice.text(f'{kind}_id') or party.text('id')}",
        name=party.text("name"),
        tax_id=letters_and_digits(party.text("vat_code", "legal_entity_trn")),
        email=party.text("email"),
        phone=party.text("phone", "phone_number"),
        street=party.text("address"),
        city=party.text("city"),
        state=party.text("state"),
        postal_code=party.text("zip_code"),
        country=country_of(party),
    )


def country_of(party: Part) -> str:
    """Give the country's two letters, or nothing for what is none."""
    code = letters_and_digits(party.text("country_code"))
    return code if len(code) == 2 and code.isalpha() else ""


def check_tax_id(party: Party) -> Iterator[Remark]:
    """Remark on a tax number of the European Union with wrong check digits."""
    country = party.country.lower()
    if not party.tax_id or country not in vat.MEMBER_STATES:
        return
    prefixes = GREECE if country == "gr" else (country,)
    bare = party.tax_id[2:] if party.tax_id[:2].lower() in prefixes else party.tax_id
    if not vat.is_valid(f"{prefixes[-1]}{bare}"):
        yield Remark(code="party.tax_id_wrong_check_digit", params=(("value", party.tax_id),))
