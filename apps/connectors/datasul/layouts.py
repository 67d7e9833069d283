"""The files that Datasul can be given, as data: one of ours, two that customers' own programs read.

Datasul has no text layout of its own for titles: every customer writes a small program that fills the tables of the
product's interface (prgfin/apb/apb900zg, https://tdn.totvs.com/x/rpNpCw), and the columns are called as those tables'.
"""

from django.utils.translation import gettext_noop as _

from apps.core.layouts.columns import amount, count, day, fixed, head, key, mark, number, sequence, text, total
from apps.core.layouts.layout import Balance, Layout, Part

#: What a program in ABL takes for a quote, an escape and an unknown value when it reads a line.
ABL = '"~?'
NO_PUBLIC = _("Datasul has no layout of its own: the customer's program must read this one.")

HUBAP1 = Layout(
    slug="datasul_hubap1",
    name="HUBAP1",
    titles="title",
    amount="val_tit_ap",
    unique=("cod_estab", "cod_espec_docto", "cod_ser_docto", "cod_tit_ap", "cod_parcela", "cdn_fornecedor"),
    balances=(Balance(part="share", column="val_aprop_ctbl", whole="title", whole_column="val_tit_ap"),),
    forbidden=ABL,
    replacement=" ",
    file_name="HUBAP1_{reference}.txt",
    note=NO_PUBLIC,
    parts=(
        Part(
            slug="header",
            name=_("Header"),
            columns=(
                mark("registro", "0"),
                fixed("layout", "HUBAP1"),
                fixed("versao", "1"),
                key("cod_empresa", "settings.company", 3),
                key("cod_estab", "settings.branch", 5),
                day("dat_transacao", "batch.date"),
                key("cod_refer", "batch.reference", 10),
                key("moeda", "titles[0].currency", 3),
                number("qtd_titulos", count("title")),
                amount("val_total", total("title", "val_tit_ap")),
            ),
        ),
        Part(
            slug="title",
            name=_("Title"),
            each="titles",
            columns=(
                mark("registro", "1"),
                number("num_seq_refer", sequence("title"), 4),
                key("cod_estab", "settings.branch", 5),
                number("cdn_fornecedor", "title.supplier.code", 9),
                key("cpf_cnpj", "title.supplier.tax_id", 14, required=False),
                key("cod_espec_docto", "title.document_class", 3),
                key("cod_ser_docto", "title.series", 3, required=False),
                key("cod_tit_ap", "title.number", 10),
                key("cod_parcela", "title.parcel", 2),
                day("dat_emis_docto", "title.issued"),
                day("dat_vencto_tit_ap", "title.due"),
                day("dat_prev_pagto", "title.expected"),
                key("cod_indic_econ", "settings.economic_index", 8),
                amount("val_tit_ap", "title.amount", 18),
                key("cod_portador", "settings.bearer", 5, required=False),
                key("cod_cart_bcia", "settings.portfolio", 3, required=False),
                key("cod_forma_pagto", "settings.payment_form", 3, required=False),
                text("des_text_histor", "title.history", 60, required=True),
            ),
            parts=(
                Part(
                    slug="share",
                    name=_("Apportionment"),
                    each="title.apportionment",
                    columns=(
                        mark("registro", "2"),
                        number("num_seq_refer", sequence("title"), 4),
                        number("num_seq_rateio", sequence("share", within="title"), 4),
                        key("cod_plano_cta_ctbl", "settings.account_plan", 8),
                        key("cod_cta_ctbl", "share.account", 20),
                        key("cod_unid_negoc", "share.business_unit", 3, required=False),
                        key("cod_plano_ccusto", "settings.cost_centre_plan", 8, required=False),
                        key("cod_ccusto", "share.cost_centre", 11, required=False),
                        key("cod_tip_fluxo_financ", "settings.cash_flow", 12, required=False),
                        amount("val_aprop_ctbl", "share.amount", 18),
                    ),
                ),
            ),
        ),
        Part(
            slug="trailer",
            name=_("Trailer"),
            columns=(
                mark("registro", "9"),
                number("qtd_titulos", count("title")),
                number("qtd_rateio", count("share")),
                number("qtd_linhas", count()),
                amount("val_total", total("title", "val_tit_ap")),
            ),
        ),
    ),
)

ESAPB032 = Layout(
    slug="datasul_esapb032",
    name="esapb032",
    titles="title",
    amount="valor",
    unique=("estabelecimento", "especie", "serie", "titulo", "parcela", "fornecedor"),
    forbidden=ABL,
    replacement=" ",
    file_name="esapb032_{reference}.txt",
    note=_("Read by one customer's program; yours may read other columns."),
    parts=(
        Part(
            slug="title",
            name=_("Title with one account"),
            each="entries",
            columns=(
                key("estabelecimento", "settings.branch", 5),
                text("evento", "title.history", 40),
                number("fornecedor", "title.supplier.code", 9),
                key("conta", "title.account", 20),
                key("tipo_fluxo", "settings.cash_flow", 12, required=False),
                key("serie", "title.series", 3, required=False),
                key("titulo", "title.number", 10),
                key("parcela", "title.parcel", 2),
                key("especie", "title.document_class", 3),
                amount("valor", "title.amount", 18),
                day("vencimento", "title.due"),
                key("centro_custo", "title.cost_centre", 11, required=False),
            ),
        ),
    ),
)

#: Names of columns that stand in the first line, and what stands below them.
ESAPB037_COLUMNS = (
    key("Estab", "settings.branch", 5),
    number("Fornecedor", "title.supplier.code", 9),
    key("Titulo", "title.number", 10),
    amount("Valor", "title.amount", 18),
    day("Emissao", "title.issued"),
    day("Vencimento", "title.due"),
    key("Moeda", "settings.economic_index", 8),
    key("Parcela", "title.parcel", 2),
    key("UnidNegocio", "settings.business_unit", 3, required=False),
)
ESAPB037 = Layout(
    slug="datasul_esapb037",
    name="esapb037",
    titles="title",
    amount="Valor",
    unique=("Estab", "Titulo", "Parcela", "Fornecedor"),
    forbidden=ABL,
    replacement=" ",
    file_name="esapb037_{reference}.csv",
    media_type="text/csv",
    note=_("Read by one customer's program; yours may read other columns."),
    parts=(
        Part(slug="names", name=_("Names of columns"), columns=tuple(head(column.name) for column in ESAPB037_COLUMNS)),
        Part(slug="title", name=_("Title"), each="titles", columns=ESAPB037_COLUMNS),
    ),
)
