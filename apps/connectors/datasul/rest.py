"""The bodies of Datasul's own interface for titles, as JSON files for whoever posts them: three styles of one thing.

Nouns as in totvs/ttalk-standard-message (Accountpayabledocument_v1_000.json) and on the TDN pages 899187498 (2024)
and 1056139579 (2026). The public file lets a batch hold titles without apportionment; the page's example has them.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_noop as _

from apps.core.layouts.columns import always, amount, day, key, number, sequence, text, total
from apps.core.layouts.layout import Balance, Column, Form, Holds, Layout, Part

ISO = "%Y-%m-%d"

HEADER = (
    key("branchCode", "settings.branch", 5),
    key("reference", "batch.reference", 10),
    key("documentClassCode", "settings.document_class", 3),
    day("transactionDate", "batch.date", ISO),
    amount("transactionTotalValue", total("title", "documentValue"), 18, mark="."),
    key("companyCode", "settings.company", 3),
    key("currencyCode", "settings.economic_index", 8),
)
TITLE = (
    number("sequence", sequence("title"), 4),
    number("supplierCode", "title.supplier.code", 9),
    key("documentClassCode", "title.document_class", 3),
    key("documentSerieCode", "title.series", 3, required=False),
    key("documentNumber", "title.number", 10),
    key("documentParcelNumber", "title.parcel", 2),
    day("transactionDate", "batch.date", ISO),
    day("dueDate", "title.due", ISO),
    key("currencyCode", "settings.economic_index", 8),
    Column(name="quotationValue", value=always("1"), holds=Holds.NUMBER),
    amount("documentValue", "title.amount", 18, mark="."),
    key("collectorCode", "settings.bearer", 5, required=False),
    key("paymentMethodCode", "settings.payment_form", 3, required=False),
    text("comment", "title.history", 2000),
)
SHARE = (
    key("accountPlanCode", "settings.account_plan", 8),
    key("accountCode", "share.account", 20),
    key("businessUnitCode", "share.business_unit", 3, required=False),
    key("costCenterPlanCode", "settings.cost_centre_plan", 8, required=False),
    key("costCenterCode", "share.cost_centre", 11, required=False),
    key("financialFlowTypeCode", "settings.cash_flow", 12, required=False),
    amount("glAppropriationValue", "share.amount", 18, mark="."),
)


def pascal(name: str) -> str:
    """Give a name with a capital in front."""
    return name[:1].upper() + name[1:]


def capital(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Give columns with capitals in front of their names, and of the columns that they add up."""
    return tuple(
        replace(one, name=pascal(one.name), value=replace(one.value, column=pascal(one.value.column)))
        for one in columns
    )


def called(columns: Sequence[Column], **names: str) -> tuple[Column, ...]:
    """Give some columns under other names; an empty one leaves a column out."""
    new = [(one, names.get(one.name, one.name)) for one in columns]
    return tuple(
        replace(one, name=name, value=replace(one.value, column=names.get(one.value.column, one.value.column)))
        for one, name in new
        if name
    )


CAMEL = Layout(
    slug="datasul_rest",
    name="REST, accountPayableBatch (v1)",
    form=Form.JSON,
    titles="title",
    amount="documentValue",
    unique=("documentClassCode", "documentSerieCode", "documentNumber", "documentParcelNumber", "supplierCode"),
    balances=(Balance(part="share", column="glAppropriationValue", whole="title", whole_column="documentValue"),),
    encoding="utf-8",
    newline="\n",
    file_name="datasul_{reference}.json",
    media_type="application/json",
    note=_("POST …/api/fin/v1/accountPayableDocument/accountPayableBatch"),
    parts=(
        Part(
            slug="payload",
            name="",
            columns=(Column(name="externalOrganizationTranslationMatrixCode", value=always("")),),
            parts=(
                Part(
                    slug="batch_information",
                    name="accountPayableBatchInformation",
                    columns=HEADER,
                    parts=(
                        Part(
                            slug="title",
                            name="accountPayableDocumentInformation",
                            each="titles",
                            columns=TITLE,
                            parts=(
                                Part(
                                    slug="share",
                                    name="pendentGLAppropriationInformation",
                                    each="title.apportionment",
                                    columns=SHARE,
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)


def capitalised(part: Part) -> Part:
    """Give a part with everything inside it in names that begin with capitals."""
    inner = tuple(capitalised(one) for one in part.parts)
    return replace(part, name=pascal(part.name), columns=capital(part.columns), parts=inner)


PASCAL = replace(
    CAMEL,
    slug="datasul_rest_pascal",
    name="REST, AccountPayableBatchInformation (2024)",
    amount=pascal(CAMEL.amount),
    unique=tuple(pascal(name) for name in CAMEL.unique),
    balances=(Balance(part="share", column="GlAppropriationValue", whole="title", whole_column="DocumentValue"),),
    note=_("TDN 899187498: names begin with capitals. Names of the apportionment are not shown there."),
    parts=(capitalised(CAMEL.parts[0]),),
)

DS_TITLE = (
    number("documentSequence", sequence("title"), 4),
    number("vendorCode", "title.supplier.code", 9),
    key("documentType", "title.document_class", 3),
    key("documentPrefix", "title.series", 3, required=False),
    key("documentNumber", "title.number", 10),
    key("documentInstallment", "title.parcel", 2),
    day("issueDate", "title.issued", ISO),
    day("dueDate", "title.due", ISO),
    day("forecastDate", "title.expected", ISO),
    key("currencyCode", "settings.economic_index", 8),
    amount("documentValue", "title.amount", 18, mark="."),
    key("holderCode", "settings.bearer", 5, required=False),
    key("portfolio", "settings.portfolio", 3, required=False),
    key("paymentMethod", "settings.payment_form", 3, required=False),
    text("documentDescription", "title.history", 2000),
    key("payeeFederalID", "title.supplier.tax_id", 14, required=False),
    text("payeeName", "title.supplier.name", 40),
)
DS = replace(
    CAMEL,
    slug="datasul_rest_2026",
    name="REST, dsAccountPayableDocument (2026)",
    unique=("documentType", "documentPrefix", "documentNumber", "documentInstallment", "vendorCode"),
    balances=(Balance(part="share", column="documentValue", whole="title", whole_column="documentValue"),),
    note=_("TDN 1056139579: the last names of the apportionment are not shown there."),
    parts=(
        Part(
            slug="payload",
            name="",
            parts=(
                Part(
                    slug="data_set",
                    name="dsAccountPayableDocument",
                    parts=(
                        Part(
                            slug="lot",
                            name="accountPayableDocumentBatch",
                            each="[batch]",
                            columns=(
                                key("branchCode", "settings.branch", 5),
                                key("referenceCode", "batch.reference", 10),
                                key("documentType", "settings.document_class", 3),
                                day("transactionDate", "batch.date", ISO),
                                Column(name="origin", value=always("APB")),
                                amount("totalBatchAmount", total("title", "documentValue"), 18, mark="."),
                                key("companyCode", "settings.company", 3),
                                key("currencyCode", "settings.economic_index", 8),
                            ),
                            parts=(
                                Part(
                                    slug="title",
                                    name="accountPayableDocument",
                                    each="titles",
                                    columns=DS_TITLE,
                                    parts=(
                                        Part(
                                            slug="share",
                                            name="documentAccountDistribution",
                                            each="title.apportionment",
                                            columns=called(
                                                SHARE,
                                                accountPlanCode="generalLedgerCode",
                                                financialFlowTypeCode="cashFlowTypeCode",
                                                glAppropriationValue="documentValue",
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
