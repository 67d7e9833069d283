"""Invented layouts and batches: a separated file, a fixed one with lots, and one in JSON."""

from dataclasses import replace
from typing import Any

from apps.core.layouts.columns import amount, at, blanks, count, day, fixed, key, mark, number, sequence, text, total
from apps.core.layouts.layout import Balance, Column, Form, Holds, Layout, Part

TITLE = (
    mark("record", "1"),
    number("sequence", sequence("title"), 4),
    key("number", "title.number", 10),
    text("name", "title.name", 20, required=True),
    day("due", "title.due"),
    amount("amount", "title.amount", 10),
)
SHARE = (
    mark("record", "2"),
    number("title", sequence("title"), 4),
    number("sequence", sequence("share", within="title"), 3),
    key("account", "share.account", 8),
    amount("amount", "share.amount", 10),
)
END = (
    mark("record", "9"),
    number("titles", count("title")),
    number("lines", count()),
    amount("total", total("title", "amount")),
)
SEPARATED = Layout(
    slug="separated",
    name="Separated",
    titles="title",
    amount="amount",
    unique=("number",),
    balances=(Balance(part="share", column="amount", whole="title", whole_column="amount"),),
    parts=(
        Part(
            slug="title",
            name="titles",
            each="titles",
            columns=TITLE,
            parts=(Part(slug="share", name="shares", each="title.shares", columns=SHARE),),
        ),
        Part(slug="end", name="end", columns=END),
    ),
)
JSON = replace(
    SEPARATED,
    slug="json",
    form=Form.JSON,
    encoding="utf-8",
    newline="\n",
    parts=(
        Part(
            slug="title",
            name="titles",
            each="titles",
            columns=tuple(replace(one, mark=False) for one in TITLE),
            parts=SEPARATED.parts[0].parts,
        ),
        SEPARATED.parts[1],
    ),
)


def digits(name: str, value: str | Any, width: int) -> Column:
    return number(name, value, width, pad="0", required=False)


def money(name: str, value: str | Any, width: int) -> Column:
    return amount(name, value, width, mark="", pad="0")


FIXED = Layout(
    slug="fixed",
    name="Fixed",
    form=Form.FIXED,
    length=40,
    upper=True,
    plain=True,
    encoding="ascii",
    replacement=" ",
    titles="paid",
    amount="amount",
    parts=(
        Part(slug="head", name="head", columns=(mark("record", "0"), fixed("layout", "TRY"), blanks("rest", 36))),
        Part(
            slug="lot",
            name="lot",
            each="titles",
            by="form",
            parts=(
                Part(
                    slug="lot_head",
                    name="lot head",
                    columns=(mark("record", "1"), digits("lot", sequence("lot_head"), 3), text("form", "lot.key", 4)),
                ),
                Part(
                    slug="payment",
                    name="payment",
                    each="lot.items",
                    parts=(
                        Part(
                            slug="paid",
                            name="paid",
                            columns=(
                                mark("record", "3A"),
                                digits("sequence", sequence("paid", "address", within="lot"), 4),
                                key("number", "payment.number", 10),
                                text("name", "payment.name", 10),
                                money("amount", "payment.amount", 12),
                            ),
                        ),
                        Part(
                            slug="address",
                            name="address",
                            when="payment.street",
                            columns=(
                                mark("record", "3B"),
                                digits("sequence", sequence("paid", "address", within="lot"), 4),
                                text("street", "payment.street", 20),
                                Column(
                                    name="due", value=at("payment.due"), holds=Holds.DATE, width=8, date_format="%d%m%Y"
                                ),
                            ),
                        ),
                    ),
                ),
                Part(
                    slug="lot_end",
                    name="lot end",
                    columns=(
                        mark("record", "5"),
                        digits("lines", count(within="lot"), 6),
                        money("total", total("paid", "amount", within="lot"), 18),
                    ),
                ),
            ),
        ),
        Part(
            slug="end",
            name="end",
            columns=(mark("record", "9"), digits("lots", count("lot_head"), 6), digits("lines", count(), 6)),
        ),
    ),
)


def title(number: str = "100", **changed: Any) -> dict[str, Any]:
    told = {
        "ref": number,
        "number": number,
        "name": "Maria Aparecida",
        "due": "2026-03-20",
        "amount": "10.50",
        "currency": "BRL",
        "form": "TED",
        "street": "",
    }
    told |= changed
    return {"shares": [{"account": "4110", "amount": told["amount"]}], **told}


def batch(*titles: dict[str, Any]) -> dict[str, Any]:
    return {"batch": {"date": "2026-03-16"}, "settings": {}, "titles": list(titles)}
