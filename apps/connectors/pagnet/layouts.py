"""The files that PagNet can be given, as data.

Which PagNet is meant is public nowhere. The first two are the mass files of Telenet's, whose readers are public
(Layout_Tit_Inclusao_Massa.csv and Layout_Tit_Usuarios_NetCard_Massa.csv); the third is ours.
"""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from apps.core.layouts.columns import amount, at, count, day, fixed, head, key, mark, number, sequence, text, total
from apps.core.layouts.layout import Balance, Column, Layout, Part, TooLong

LIKE_TELENET = _("As Telenet's PagNet reads it in mass. Yours may be another PagNet: compare its document.")

TM_COLUMNS = (
    key("CPF/CNPJ", "title.supplier.tax_id", 14),
    Column(name="Nome do Favorecido", value=at("title.supplier.name"), width=100, too_long=TooLong.CUT, required=True),
    day("Data Pagamento", "title.due"),
    amount("Valor", "title.amount", 18),
    text("CEP", "title.supplier.postal_code", 8),
    text("Logradouro", "title.supplier.street", 100),
    text("Numero", "title.supplier.street_number", 20),
    text("Complemento", "title.supplier.complement", 60),
    text("Bairro", "title.supplier.district", 60),
    text("Cidade", "title.supplier.city", 60),
    text("UF", "title.supplier.state", 2),
    key("Banco", "title.supplier.bank", 3),
    key("Agencia", "title.supplier.branch", 5),
    key("DV Agencia", "title.supplier.branch_digit", 1, required=False),
    key("Operacao", "settings.operation", 5, required=False),
    key("Conta", "title.supplier.account", 13),
    key("DV Conta", "title.supplier.account_digit", 1),
)


def under_names(slug: str, name: str, columns: tuple[Column, ...]) -> Layout:
    """Give a table with the names of its columns in the first line."""
    names = tuple(replace(head(column.name), mark=place == 0) for place, column in enumerate(columns))
    return Layout(
        slug=slug,
        name=name,
        titles="title",
        amount=next(column.name for column in columns if column.name.casefold() == "valor"),
        not_past="title.due",
        encoding="utf-8",
        file_name="PAGNET_{reference}.csv",
        media_type="text/csv",
        note=LIKE_TELENET,
        parts=(
            Part(slug="names", name=_("Names of columns"), columns=names),
            Part(slug="title", name=_("Title"), each="titles", columns=columns),
        ),
    )


TM = under_names("pagnet_tm", _("Mass inclusion of titles (TM)"), TM_COLUMNS)
NC = under_names(
    "pagnet_nc",
    _("Users of cards (NC)"),
    (
        key("USUARIO DE CARTAO", "settings.card_user", 1),
        key("CPF", "title.supplier.tax_id", 14),
        day("DATA PGTO", "title.due"),
        amount("VALOR", "title.amount", 18),
    ),
)

BATCH = Layout(
    slug="pagnet_batch",
    name=_("HUBPAGNET, batch with totals"),
    titles="title",
    amount="valor",
    unique=("seu_numero",),
    not_past="title.due",
    balances=(Balance(part="share", column="valor", whole="title", whole_column="valor"),),
    encoding="utf-8",
    file_name="PAGNET_{reference}.txt",
    note=_("Not a layout of PagNet's: an example to be adapted to the document of your PagNet."),
    parts=(
        Part(
            slug="header",
            name=_("Header"),
            columns=(
                mark("registro", "H"),
                fixed("layout", "HUBPAGNET"),
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
            columns=(
                mark("registro", "T"),
                number("sequencia", sequence("title")),
                key("cpf_cnpj", "title.supplier.tax_id", 14),
                text("nome", "title.supplier.name", 40, required=True),
                day("data_pagamento", "title.due"),
                amount("valor", "title.amount", 18),
                key("banco", "title.supplier.bank", 3, required=False),
                key("agencia", "title.supplier.branch", 5, required=False),
                key("agencia_dv", "title.supplier.branch_digit", 1, required=False),
                key("conta", "title.supplier.account", 13, required=False),
                key("conta_dv", "title.supplier.account_digit", 1, required=False),
                key("pix_tipo", "title.supplier.pix_kind", 2, required=False),
                key("pix_chave", "title.supplier.pix_key", 100, required=False),
                key("seu_numero", "title.your_number", 20),
                text("historico", "title.history", 60),
            ),
            parts=(
                Part(
                    slug="share",
                    name=_("Apportionment"),
                    each="title.apportionment",
                    columns=(
                        mark("registro", "R"),
                        number("titulo", sequence("title")),
                        number("sequencia", sequence("share", within="title")),
                        key("conta_contabil", "share.account", 20, required=False),
                        key("centro_custo", "share.cost_centre", 20, required=False),
                        amount("valor", "share.amount", 18),
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
