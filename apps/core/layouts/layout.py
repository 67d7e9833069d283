"""What a layout is: frozen data that says how a file looks, and nothing about how it is written or read.

A layout is a tree of parts. A part writes one line for each item that its ``each`` finds, and what stands inside it
follows that line; a part without columns only groups what stands inside. So header, titles with their apportionment,
lots with their own header and trailer, and the end of a file are one and the same thing.
"""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What separates the columns of a file."""

    SEPARATED = "separated"
    FIXED = "fixed"
    JSON = "json"


class Holds(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    AMOUNT = "amount"


class Origin(StrEnum):
    """Where the value of a column comes from.

    ``SEQUENCE`` counts the lines up to and with this one, ``COUNT`` all of them, ``TOTAL`` adds up a column; each of
    lines of the parts named, inside the nearest part named ``within`` or else in the whole file.
    """

    PATH = "path"
    FIXED = "fixed"
    SEQUENCE = "sequence"
    COUNT = "count"
    TOTAL = "total"


class TooLong(StrEnum):
    """What becomes of a text that is longer than its column; ids and keys are refused, names may be cut."""

    REFUSE = "refuse"
    CUT = "cut"


class Missing(StrEnum):
    """What becomes of a character that the encoding lacks."""

    TRANSLITERATE = "transliterate"
    REPLACE = "replace"
    REFUSE = "refuse"


class Side(StrEnum):
    """On which side of a value a column is filled up."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a column shows: a JMESPath into the batch, a fixed text, or a figure over other lines.

    ``of`` names the parts whose lines count, all where it is empty; ``column`` is the one that is added up.
    """

    origin: Origin = Origin.PATH
    text: str = ""
    of: tuple[str, ...] = ()
    column: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a line.

    ``width`` is exact in a fixed file and the most that fits in a separated one, 0 is no limit. ``pad`` fills it up;
    without one a separated column is as long as its value. ``mark``: its fixed value tells this line from others.
    ``exact``: neither capitals nor plain letters nor cutting, even where the layout asks for them. ``decimal_mark``
    empty: the decimals are implied. Dates are written in the codes of strftime.
    """

    name: str
    value: Value
    holds: Holds = Holds.TEXT
    width: int = 0
    pad: str = ""
    side: Side = Side.RIGHT
    decimals: int = 2
    decimal_mark: str = ","
    date_format: str = "%d/%m/%Y"
    too_long: TooLong = TooLong.REFUSE
    required: bool = False
    mark: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What has to be so before a line may be written: a JMESPath that finds something, else the document is refused.

    ``code`` is that of the refusal and ``value`` the JMESPath to what is shown beside it. ``here``: what is wrong was
    chosen here, and not at the source of the document.
    """

    holds: str
    code: str
    value: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A line and what follows inside it.

    ``each`` is a JMESPath to a list; every item is known below by the part's slug (``title.amount``). Empty: once.
    ``when`` is a JMESPath that must find something, or the item is left out. ``by`` gathers the items that have the
    same value there: the item is then ``{"key": …, "items": […]}``. In JSON the name is that of the member that it is;
    one without a name at the top is the whole file.
    """

    slug: str
    name: str
    columns: tuple[Column, ...] = ()
    each: str = ""
    when: str = ""
    by: str = ""
    parts: "tuple[Part, ...]" = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The lines of a part add up to what stands in the line that they belong to."""

    part: str
    column: str
    whole: str
    whole_column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A kind of file.

    ``titles`` is the part whose lines are the titles and ``amount`` its column of amounts: their number and sum are
    those of the batch. ``also_titles`` are further such parts, whose columns are called the same: a file of payments
    has one record for transfers and another one for bills. ``unique`` are the columns of a title that no two titles
    share, ``not_past`` is the path to a date of theirs that is not before the day of the batch. In a file without
    quotes ``instead`` stands for a separator inside a text; where that is empty too, such a text is refused.
    ``forbidden`` characters become blanks. ``currency``: only documents in this one; empty for any one. ``assumed``: it
    rests on no document of the vendor, and ``note`` says on what.
    """

    slug: str
    name: str
    version: int = 1
    form: Form = Form.SEPARATED
    titles: str
    also_titles: tuple[str, ...] = ()
    amount: str
    parts: tuple[Part, ...]
    unique: tuple[str, ...] = ()
    balances: tuple[Balance, ...] = ()
    not_past: str = ""
    kinds: tuple[str, ...] = ("expense_report", "bill")
    currency: str = "BRL"
    separator: str = ";"
    quote: str = ""
    instead: str = ","
    length: int = 0
    encoding: str = "iso8859-1"
    missing: Missing = Missing.TRANSLITERATE
    replacement: str = "?"
    upper: bool = False
    plain: bool = False
    forbidden: str = ""
    newline: str = "\r\n"
    last_newline: bool = True
    file_name: str = "{slug}_{reference}.txt"
    media_type: str = "text/plain"
    assumed: bool = True
    note: str = ""

    @property
    def title_parts(self) -> tuple[str, ...]:
        """Give the slugs of all parts whose lines are titles."""
        return (self.titles, *self.also_titles)


def every_part(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Give all parts with those inside them, in the order in which they are written."""
    return tuple(found for part in parts for found in (part, *every_part(part.parts)))
