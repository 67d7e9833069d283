"""From a document to the steps that book it at Omie: pure, deterministic, exact to the cent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.connectors.omie.parties import party_step
from apps.connectors.omie.words import clean, short_key
from apps.core.bookable import refuse_unbookable
from apps.core.connector import Enclosed, Ref, Step, Translator
from apps.core.documents import Attachment, Coded, Direction, Document, Instalment, Kind, Settlement, Tax
from apps.core.money import apportion
from apps.core.reports import payables

CURRENCY = "BRL"
YES, NO = "S", "N"
#: Two documents may tell of one title: the entry knows more than the note, the fiscal invoice most.
PRECEDENCE = {Kind.INVOICE: 1, Kind.FINANCIAL_ENTRY: 2, Kind.BILL: 3, Kind.EXPENSE_REPORT: 1}
TITLE_REGISTER = {Direction.RECEIVABLE: "receivable", Direction.PAYABLE: "payable"}
PAYMENT_REGISTER = {Direction.RECEIVABLE: "payment_in", Direction.PAYABLE: "payment_out"}
ATTACHMENT_TABLE = {Direction.RECEIVABLE: "conta-receber", Direction.PAYABLE: "conta-pagar"}
RETAINED = {
    Tax.IRRF: "ir",
    Tax.ISS: "iss",
    Tax.INSS: "inss",
    Tax.PIS: "pis",
    Tax.COFINS: "cofins",
    Tax.CSLL: "csll",
}
PAYMENT_SUFFIX = "-P"
#: What an expense without a cost centre is mapped by, where others of its title have one.
NO_CENTRE = Coded("none")
#: Names in our plans that are for the client and never sent: a plan has no clock and no network.
RAISE_DUE_DATE, FILE_ADDRESS, FILE = "raise_due_date", "file_address", "file"
LONGEST_NUMBER, LONGEST_NOTE, LONGEST_FILE_NAME = 20, 2000, 100
#: The length of an electronic invoice's access key; a service invoice's code is something else.
NFE_KEY_LENGTH = 44


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give what books a document: its party, a title per instalment, payments, files.

    A cancelled document books nothing.
    """
    if document.cancelled:
        return ()
    refuse_unbookable(document, currency=CURRENCY)
    return Draft(document, translator).steps()


def plan_report(report: Document, translator: Translator) -> tuple[Step, ...]:
    """Give what books what is owed to an employee; nothing where the company has paid everything itself."""
    owed = payables(report, translator)
    return plan(owed, translator) if owed.instalments else ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One document on its way into Omie's words."""

    document: Document
    translator: Translator

    def steps(self) -> tuple[Step, ...]:
        """Give every step in the order of writing: what others refer to comes first."""
        party = party_step(self.document)
        titles = self.titles(Ref(party.key) if party else self.chosen_party())
        return (*([party] if party else []), *titles, *self.payments(), *self.attachments())

    def chosen_party(self) -> str:
        """Give the party that a person chose for one without a tax id."""
        party = self.document.party
        return self.translator.required("party", Coded(party.code, party.name))

    def titles(self, party: Ref | str) -> list[Step]:
        """Give one title per instalment."""
        shared = {"codigo_cliente_fornecedor": party, **self.document_fields()}
        taxes = withheld_by_instalment(self.document)
        return [
            self.step(
                TITLE_REGISTER[self.document.direction],
                short_key(instalment.code),
                body={**without_empty({**shared, **self.instalment_fields(instalment)}), **retained},
                label=self.label(instalment),
                amount=instalment.amount,
            )
            for instalment, retained in zip(self.document.instalments, taxes, strict=True)
        ]

    def document_fields(self) -> dict[str, Any]:
        """Give the fields that all titles of a document share."""
        document, translator = self.document, self.translator
        return {
            "codigo_projeto": translator.optional("project", document.project),
            "data_emissao": day_text(document.issued),
            "data_entrada": day_text(document.entered or document.accrued or document.issued),
            "numero_documento": clean(document.number, LONGEST_NUMBER),
            "numero_documento_fiscal": clean(document.fiscal_number, LONGEST_NUMBER),
            "chave_nfe": nfe_key(document),
            RAISE_DUE_DATE: YES if translator.setting("due_date_floor") == YES else "",
        }

    def instalment_fields(self, instalment: Instalment) -> dict[str, Any]:
        """Give the fields that differ from title to title."""
        chosen = self.translator.optional("payment_type", instalment.payment_type)
        return {
            **self.categories(instalment),
            "codigo_lancamento_integracao": short_key(instalment.code),
            "valor_documento": instalment.amount,
            "data_vencimento": day_text(instalment.due),
            "data_previsao": day_text(instalment.expected or instalment.due),
            "numero_parcela": f"{instalment.number:03d}/{instalment.of:03d}",
            "id_conta_corrente": self.account(instalment),
            "codigo_tipo_documento": chosen or self.translator.setting("document_type_default"),
            "distribuicao": self.distribution(instalment),
            "observacao": note(self.document, instalment),
        }

    def account(self, instalment: Instalment) -> str:
        """Give the current account; an instalment without one goes by its direction."""
        return self.translator.required("account", instalment.account or Coded(self.document.direction))

    def categories(self, instalment: Instalment) -> dict[str, Any]:
        """Give the category of a title, or the shares of several; percentages and amounts add up exactly."""
        shares = added_up(
            (self.translator.required("category", part.category), part.share)
            for part in instalment.allocations
            if part.category
        )
        if len(shares) > 1:
            rows = shared_out(instalment.amount, shares)
            return {
                "categorias": [{"codigo_categoria": one, "percentual": per, "valor": sum_} for one, per, sum_ in rows]
            }
        # A document without a category is told apart only by where its money goes.
        told = instalment.category or self.document.category or Coded(self.document.direction)
        return {"codigo_categoria": next(iter(shares), "") or self.translator.required("category", told)}

    def distribution(self, instalment: Instalment) -> list[dict[str, Any]]:
        """Share an instalment out to departments: amounts and percentages add up exactly."""
        told = any(part.cost_centre.code for part in instalment.allocations)
        shares = added_up(
            (
                self.translator.required("cost_centre", part.cost_centre if part.cost_centre.code else NO_CENTRE),
                part.share,
            )
            for part in instalment.allocations
            if told and part.share
        )
        rows = shared_out(instalment.amount, shares) if shares else []
        return [{"cCodDep": one, "nPerDep": per, "nValDep": amount} for one, per, amount in rows]

    def payments(self) -> list[Step]:
        """Give the payment of each instalment for which money has moved."""
        paid = [(one, one.settlement) for one in self.document.instalments if one.settlement]
        if not paid or self.translator.setting("post_payments") != YES:
            return []
        return [self.payment(instalment, settlement) for instalment, settlement in paid]

    def payment(self, instalment: Instalment, paid: Settlement) -> Step:
        """Give the payment of one instalment."""
        title = short_key(instalment.code)
        body = {
            "codigo_lancamento": Ref(title),
            "codigo_baixa_integracao": title + PAYMENT_SUFFIX,
            "codigo_conta_corrente": self.account(instalment),
            "valor": paid.amount,
            "desconto": paid.discount,
            "juros": paid.interest,
            "multa": paid.fine,
            "data": day_text(paid.on),
            "observacao": clean(instalment.description, LONGEST_NOTE),
            "conciliar_documento": NO,
        }
        return self.step(
            PAYMENT_REGISTER[self.document.direction],
            title + PAYMENT_SUFFIX,
            body=body,
            label=self.label(instalment),
            amount=paid.amount,
        )

    def attachments(self) -> list[Step]:
        """Give one step per file; each hangs on the title that it belongs to, or on the first."""
        if self.translator.setting("attach_files") != YES:
            return []
        files = [file for file in self.document.attachments if file.url or file.content]
        return [self.attachment(number, file) for number, file in enumerate(files, start=1)]

    def attachment(self, number: int, file: Attachment) -> Step:
        """Give the step that attaches one file, fetched at its source unless it came with the document."""
        title = short_key(file.belongs_to or self.document.instalments[0].code)
        name = file_name(file.name, number)
        body = {
            "cCodIntAnexo": f"{title}-A{number}",
            "cTabela": ATTACHMENT_TABLE[self.document.direction],
            "nId": Ref(title),
            "cNomeArquivo": name,
            "cTipoArquivo": "zip",
            **({FILE: Enclosed(file.sha256)} if file.content else {FILE_ADDRESS: file.url}),
        }
        return self.step("attachment", f"{title}-A{number}", body=body, label=name)

    def step(
        self, resource: str, key: str, *, body: Mapping[str, Any], label: str, amount: Decimal | None = None
    ) -> Step:
        """Give a step with this document's say."""
        precedence = PRECEDENCE[self.document.kind]
        return Step(resource=resource, key=key, body=body, label=label, amount=amount, precedence=precedence)

    def label(self, instalment: Instalment) -> str:
        """Give what a title is called on our screens."""
        return f"{self.document.number} {instalment.number}/{instalment.of}".strip()


def added_up(shares: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Add up the shares of what becomes the same at Omie."""
    sums: dict[str, Decimal] = {}
    for name, share in shares:
        sums[name] = sums.get(name, Decimal(0)) + share
    return sums


def shared_out(total: Decimal, shares: Mapping[str, Decimal]) -> list[tuple[str, Decimal, Decimal]]:
    """Give percentage and amount of each share; who bears not even a cent is left out."""
    amounts = apportion(total, list(shares.values()), currency=CURRENCY)
    bearing = {name: amount for name, amount in zip(shares, amounts, strict=True) if amount}
    percentages = apportion(Decimal(100), [shares[name] for name in bearing], currency=CURRENCY)
    return [(name, percentage, bearing[name]) for name, percentage in zip(bearing, percentages, strict=True)]


def withheld_by_instalment(document: Document) -> list[dict[str, Any]]:
    """Share each withheld tax out over the instalments; they add up to it exactly."""
    weights = [instalment.amount for instalment in document.instalments]
    totals = {tax: sum((amount for name, amount in document.withheld if name == tax), Decimal(0)) for tax in RETAINED}
    parts = {tax: apportion(total, weights, currency=CURRENCY) for tax, total in totals.items()}
    return [
        {name: value for tax in RETAINED for name, value in retained(RETAINED[tax], parts[tax][index]).items()}
        for index in range(len(weights))
    ]


def retained(tax: str, amount: Decimal) -> dict[str, Any]:
    """Give Omie's pair of fields for one tax; sent at zero too, so that a change can take it back."""
    return {f"retem_{tax}": YES if amount else NO, f"valor_{tax}": amount}


def nfe_key(document: Document) -> str:
    """Give the access key where it is one of an electronic invoice."""
    key = document.fiscal_key
    return key if len(key) == NFE_KEY_LENGTH and key.isascii() and key.isdigit() else ""


def note(document: Document, instalment: Instalment) -> str:
    """Give what people read on the title: the source's words, and what has no field of its own."""
    cut_number = document.number if len(document.number) > LONGEST_NUMBER else ""
    other_key = document.fiscal_key if not nfe_key(document) else ""
    texts = (document.description, instalment.description, document.notes, cut_number, other_key)
    return clean(" - ".join(dict.fromkeys(text.strip() for text in texts if text.strip())), LONGEST_NOTE)


def file_name(name: str, number: int) -> str:
    """Give a file's own name without folders; its end, which tells the type, is kept."""
    bare = clean(name.replace("\\", "/").rsplit("/", 1)[-1], LONGEST_NOTE)
    return bare[-LONGEST_FILE_NAME:] or f"anexo-{number}"


def without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that say something."""
    return {name: value for name, value in fields.items() if value != ""}


def day_text(day: date) -> str:
    """Give a date as dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
