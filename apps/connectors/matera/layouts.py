"""The files that Matera can be given, as data. No layout of Matera's is public: all of these are ours.

M1 is separated, M2 of fixed width, M3 holds entries for the ledger alone. Each company's Matera has its own document.
"""

from django.utils.translation import gettext_noop as _

from apps.core.layouts.columns import (
    always,
    amount,
    at,
    blanks,
    count,
    day,
    fixed,
    key,
    mark,
    number,
    sequence,
    text,
    total,
)
from apps.core.layouts.layout import Balance, Column, Form, Holds, Layout, Part, Side

NOTE = _("Not a layout of Matera's: an example to be adapted to the document that Matera gave you.")
FILE_NAME = "MATERA_{reference}_{yyyymmdd}.txt"

M1_TITLE = (
    mark("registro", "T"),
    number("sequencia", sequence("title")),
    fixed("operacao", "1"),
    key("pessoa", "title.supplier.person", 1),
    key("documento_favorecido", "title.supplier.tax_id", 14),
    text("nome", "title.supplier.name", 40, required=True),
    key("tipo", "settings.document_kind", 6),
    key("documento", "title.number", 20),
    Column(name="parcela", value=at("title.instalment"), holds=Holds.NUMBER, required=True),
    day("emissao", "title.issued"),
    day("vencimento", "title.due"),
    amount("valor", "title.amount", 18),
    key("moeda", "title.currency", 3),
    key("forma_pagamento", "settings.payment_form", 4),
    key("banco", "title.supplier.bank", 3, required=False),
    key("agencia", "title.supplier.branch", 5, required=False),
    key("agencia_dv", "title.supplier.branch_digit", 1, required=False),
    key("conta", "title.supplier.account", 12, required=False),
    key("conta_dv", "title.supplier.account_digit", 2, required=False),
    text("historico", "title.history", 60),
)
M1 = Layout(
    slug="matera_m1",
    name=_("M1, separated"),
    titles="title",
    amount="valor",
    unique=("documento_favorecido", "documento", "parcela"),
    balances=(Balance(part="share", column="valor", whole="title", whole_column="valor"),),
    encoding="cp1252",
    file_name=FILE_NAME,
    note=NOTE,
    parts=(
        Part(
            slug="header",
            name=_("Header"),
            columns=(
                mark("registro", "H"),
                fixed("layout", "HUBMATERA"),
                fixed("versao", "1"),
                key("cnpj", "settings.company_tax_id", 14),
                key("lote", "batch.reference", 20),
                day("data", "batch.date"),
            ),
        ),
        Part(
            slug="title",
            name=_("Title"),
            each="titles",
            columns=M1_TITLE,
            parts=(
                Part(
                    slug="share",
                    name=_("Apportionment"),
                    each="title.apportionment",
                    columns=(
                        mark("registro", "R"),
                        number("titulo", sequence("title")),
                        number("sequencia", sequence("share", within="title")),
                        key("conta_contabil", "share.account", 20),
                        key("centro_custo", "share.cost_centre", 20, required=False),
                        key("projeto", "share.project", 20, required=False),
                        amount("valor", "share.amount", 18),
                        fixed("natureza", "D"),
                    ),
                ),
            ),
        ),
        Part(
            slug="trailer",
            name=_("Trailer"),
            columns=(
                mark("registro", "F"),
                number("titulos", count("title")),
                number("rateios", count("share")),
                amount("total", total("title", "valor")),
            ),
        ),
    ),
)

SHORT = "%Y%m%d"

M2 = Layout(
    slug="matera_m2",
    name=_("M2, 200 columns"),
    form=Form.FIXED,
    length=200,
    upper=True,
    plain=True,
    encoding="ascii",
    replacement=" ",
    titles="title",
    amount="valor",
    unique=("documento_favorecido", "documento", "parcela"),
    balances=(Balance(part="share", column="valor", whole="title", whole_column="valor"),),
    file_name=FILE_NAME,
    note=NOTE,
    parts=(
        Part(
            slug="header",
            name=_("Header"),
            columns=(
                mark("registro", "0"),
                fixed("layout", "HUBMATERA", 10),
                fixed("versao", "001", 3),
                Column(
                    name="cnpj",
                    value=at("settings.company_tax_id"),
                    width=14,
                    pad="0",
                    side=Side.LEFT,
                    required=True,
                    exact=True,
                ),
                key("lote", "batch.reference", 20),
                day("data", "batch.date", SHORT, width=8),
                blanks("livre", 144),
            ),
        ),
        Part(
            slug="title",
            name=_("Title"),
            each="titles",
            columns=(
                mark("registro", "1"),
                number("sequencia", sequence("title"), 6, pad="0"),
                Column(name="operacao", value=always("1"), width=4, pad="0", side=Side.LEFT, holds=Holds.NUMBER),
                key("pessoa", "title.supplier.person", 1),
                Column(
                    name="documento_favorecido",
                    value=at("title.supplier.tax_id"),
                    width=14,
                    pad="0",
                    side=Side.LEFT,
                    required=True,
                    exact=True,
                ),
                text("nome", "title.supplier.name", 40, required=True),
                key("tipo", "settings.document_kind", 6),
                key("documento", "title.number", 20),
                number("parcela", "title.instalment", 3, pad="0"),
                day("emissao", "title.issued", SHORT, width=8),
                day("vencimento", "title.due", SHORT, width=8),
                amount("valor", "title.amount", 15, mark="", pad="0"),
                text("historico", "title.history", 60),
                blanks("livre", 13),
            ),
            parts=(
                Part(
                    slug="share",
                    name=_("Apportionment"),
                    each="title.apportionment",
                    columns=(
                        mark("registro", "2"),
                        number("titulo", sequence("title"), 6, pad="0"),
                        number("sequencia", sequence("share", within="title"), 4, pad="0"),
                        key("conta_contabil", "share.account", 20),
                        key("centro_custo", "share.cost_centre", 20, required=False),
                        fixed("natureza", "D"),
                        amount("valor", "share.amount", 15, mark="", pad="0"),
                    ),
                ),
            ),
        ),
        Part(
            slug="trailer",
            name=_("Trailer"),
            columns=(
                mark("registro", "9"),
                number("titulos", count("title"), 6, pad="0"),
                number("rateios", count("share"), 6, pad="0"),
                amount("total", total("title", "valor"), 18, mark="", pad="0"),
            ),
        ),
    ),
)

M3 = Layout(
    slug="matera_m3",
    name=_("M3, ledger entries"),
    titles="entry",
    amount="valor",
    encoding="cp1252",
    file_name=FILE_NAME,
    note=NOTE,
    parts=(
        Part(
            slug="entry",
            name=_("Entry"),
            each="entries",
            columns=(
                mark("registro", "L"),
                day("data", "batch.date"),
                key("lote", "batch.reference", 20),
                number("linha", sequence("entry")),
                key("conta_debito", "entry.account", 20),
                key("conta_credito", "settings.credit_account", 20),
                key("centro_custo", "entry.cost_centre", 20, required=False),
                amount("valor", "entry.amount", 18),
                text("historico", "entry.history", 60),
                key("documento", "entry.number", 20),
            ),
        ),
    ),
)
