"""PIX keys: which of the four kinds a key is, and how it is written."""

import re

from apps.connectors.cnab240.digits import is_tax_id
from apps.core.errors import Place, Rejected

PHONE, EMAIL, TAX_ID, RANDOM = "01", "02", "03", "04"
#: BACEN, DICT: a phone number comes with its country, a random key is a UUID, an e-mail address has at most 77 signs.
IS_PHONE = re.compile(r"\+[1-9][0-9]{9,14}")
IS_EMAIL = re.compile(r"[A-Za-z0-9._+\-]+@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+")
IS_RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_EMAIL = 77


def key_of(told: str) -> tuple[str, str]:
    """Give the kind of a key and the key as it is written; raises `Rejected` for what is none of the four."""
    text = told.strip()
    number = re.sub(r"[\s().\-/]", "", text)
    if IS_EMAIL.fullmatch(text) and len(text) <= LONGEST_EMAIL:
        return EMAIL, text
    if IS_RANDOM.fullmatch(text.lower()):
        return RANDOM, text.lower()
    if is_tax_id(number):
        return TAX_ID, number
    if IS_PHONE.fullmatch(number):
        return PHONE, number
    raise Rejected("cnab.pix_key_unknown", place=Place.SOURCE, value=told)
