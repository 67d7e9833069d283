"""Texts as a file can hold them: blanks, capitals, plain letters, and characters that the encoding lacks."""

import unicodedata

from apps.core.errors import Place, Rejected
from apps.core.layouts.layout import Column, Form, Layout, Missing, TooLong

#: What the usual letters and signs become that do not fall apart into a plain one and its accent.
PLAIN = str.maketrans(
    {
        "ß": "ss", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D",
        "đ": "d", "ı": "i", "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "•": "-",
        "€": "EUR", "…": "...",
    }
)  # fmt: skip


def text_of(value: str, column: Column, layout: Layout) -> str:
    """Give a text as its column holds it, before it is filled up; raises `Rejected` for what would have to change."""
    fitted = fitted_text(value, layout, as_it_is=column.exact)
    if column.exact and fitted != value:
        raise refused("layout.character", column, value)
    cut_here = column.width and len(fitted) > column.width
    if cut_here and (column.exact or column.too_long == TooLong.REFUSE):
        raise refused("layout.too_long", column, value, width=column.width, length=len(fitted))
    return fitted[: column.width].rstrip() if cut_here else fitted


def fitted_text(value: str, layout: Layout, *, as_it_is: bool = False) -> str:
    """Give a text in the letters and signs that a file of this layout may hold."""
    text = unicodedata.normalize("NFC", blank(value))
    text = text.upper() if layout.upper and not as_it_is else text
    text = plain(text) if layout.plain and not as_it_is else text
    text = "".join(sign if holds(sign, layout.encoding) else substitute(sign, layout) for sign in text)
    text = "".join(" " if sign in layout.forbidden else sign for sign in text)
    return " ".join(without_separator(text, layout).split())


def blank(value: str) -> str:
    """Give a text in which nothing breaks a line or hides: control characters and odd blanks are one blank."""
    if value.isascii() and value.isprintable():
        return value
    return "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in value)


def plain(text: str) -> str:
    """Give a text without accents."""
    if text.isascii():
        return text
    parted = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


def holds(sign: str, encoding: str) -> bool:
    """Tell whether an encoding has a character."""
    return sign.isascii() or sign.encode(encoding, errors="ignore") != b""


def substitute(sign: str, layout: Layout) -> str:
    """Give what stands for a character that the encoding lacks."""
    if layout.missing == Missing.REFUSE:
        raise Rejected("layout.character", place=Place.SOURCE, value=sign)
    likely = plain(sign) if layout.missing == Missing.TRANSLITERATE else ""
    likely = likely.upper() if layout.upper else likely
    fits = likely and all(holds(one, layout.encoding) and one.isprintable() for one in likely)
    return likely if fits else layout.replacement


def without_separator(text: str, layout: Layout) -> str:
    """Give a text in which nothing ends its column."""
    if layout.form != Form.SEPARATED or layout.quote or layout.separator not in text:
        return text
    if not layout.instead:
        raise Rejected("layout.character", place=Place.SOURCE, value=layout.separator)
    return text.replace(layout.separator, layout.instead)


def refused(code: str, column: Column, value: object, **params: object) -> Rejected:
    """Give the error for a value that a column cannot hold."""
    return Rejected(code, place=Place.SOURCE, column=column.name, value=str(value)[:80], **params)
