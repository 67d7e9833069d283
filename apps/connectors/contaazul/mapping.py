"""From a document to the steps that book it in Conta Azul: pure, deterministic, exact to the cent."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.connectors.contaazul.parties import party_step
from apps.connectors.contaazul.words import clean, key_of, marked
from apps.core.bookable import refuse_unbookable
from apps.core.connector import Ref, Step, Translator
from apps.core.documents import Allocation, BankAccount, Coded, Direction, Document, Instalment, Kind, Party
from apps.core.errors import Place, Rejected
from apps.core.money import apportion
from apps.core.reports import payables

CURRENCY = "BRL"
#: None is published; the vendor's own screens take as much.
LONGEST_DESCRIPTION, LONGEST_NOTE = 250, 1000
#: What Conta Azul wants told beside an amount, and we never know.
NOTHING_BESIDE = {"multa": 0, "juros": 0, "desconto": 0, "taxa": 0}


def plan(document: Document, translator: Translator) -> tuple[Step, ...]:
    """Give what books a document: its supplier, and a payable per instalment.

    What is owed of an expense report is grouped as the flow says. A cancelled document books nothing.
    """
    if document.cancelled:
        return ()
    owed = payables(document, translator) if document.kind == Kind.EXPENSE_REPORT else document
    if document.lines and document.kind == Kind.EXPENSE_REPORT and not owed.instalments:
        return ()  # the company itself has paid for everything
    refuse_what_it_lacks(owed)
    return Draft(owed, translator).steps()


def refuse_what_it_lacks(document: Document) -> None:
    """Raise `Rejected` for what Conta Azul has no way to book as a payable."""
    if document.direction != Direction.PAYABLE or document.credit_note:
        raise Rejected("source.direction_unsupported", place=Place.SOURCE)
    if any(amount for _tax, amount in document.withheld):
        raise Rejected("source.withheld_unsupported", place=Place.SOURCE)
    refuse_unbookable(document, currency=CURRENCY)


@dataclass(frozen=True, slots=True)
class Draft:
    """One document on its way into Conta Azul's words."""

    document: Document
    translator: Translator

    def steps(self) -> tuple[Step, ...]:
        """Give every step in the order of writing: the supplier comes first, unless a person has said who it is."""
        party = self.document.party
        known = "" if party.tax_id else self.translator.optional("party", Coded(party.code, party.name))
        if known:
            return tuple(self.payable(instalment, known) for instalment in self.document.instalments)
        step = party_step(party)
        return (step, *(self.payable(instalment, Ref(step.key)) for instalment in self.document.instalments))

    def payable(self, instalment: Instalment, supplier: Ref | str) -> Step:
        """Give one payable; our key stands as a mark in each of its texts, as there is no field for it."""
        document, key = self.document, key_of(instalment.code)
        account = self.translator.required("account", instalment.account or Coded(document.direction))
        body = {
            "data_competencia": (document.accrued or document.issued).isoformat(),
            "valor": instalment.amount,
            "descricao": marked(self.description(instalment), key, LONGEST_DESCRIPTION),
            "contato": supplier,
            "conta_financeira": account,
            "rateio": self.apportionment(instalment),
            "condicao_pagamento": {"parcelas": (self.part(instalment, account, key),)},
            "observacao": marked(self.remarks(instalment), key, LONGEST_NOTE),
        }
        return Step(resource="payable", key=key, body=body, label=self.label(instalment), amount=instalment.amount)

    def part(self, instalment: Instalment, account: str, key: str) -> Mapping[str, Any]:
        """Give the one instalment of a payable: whoever pays a document in three has three payables."""
        chosen = self.translator.optional("payment_type", instalment.payment_type)
        return {
            "descricao": self.label(instalment),
            "data_vencimento": instalment.due.isoformat(),
            "nota": marked(instalment.code, key, LONGEST_NOTE),
            "conta_financeira": account,
            "metodo_pagamento": chosen or self.translator.setting("payment_method"),
            "detalhe_valor": {
                "valor_bruto": instalment.amount,
                "valor_liquido": instalment.amount,
                **NOTHING_BESIDE,
            },
        }

    def apportionment(self, instalment: Instalment) -> tuple[Mapping[str, Any], ...]:
        """Share an instalment out to categories, and within each to cost centres, so that every sum is exact.

        What has no cost centre stands in a line of its own: the centres of a line must make up the whole line.
        """
        lines: dict[tuple[str, bool], dict[str, Decimal]] = {}
        for category, centre, amount in self.shared(instalment):
            borne = lines.setdefault((category, bool(centre)), {})
            borne[centre] = borne.get(centre, Decimal(0)) + amount
        return tuple(line(category, borne) for (category, _centred), borne in lines.items())

    def shared(self, instalment: Instalment) -> list[tuple[str, str, Decimal]]:
        """Give category, cost centre and amount of each share, in Conta Azul's ids; who bears nothing is left out."""
        usual = instalment.category or self.document.category or Coded(self.document.direction)
        whole = (Allocation(cost_centre=Coded(""), share=Decimal(1)),)
        parts = [part for part in instalment.allocations if part.share] or whole
        amounts = apportion(instalment.amount, [part.share for part in parts], currency=CURRENCY)
        return [
            (self.translator.required("category", part.category or usual), self.centre(part.cost_centre), amount)
            for part, amount in zip(parts, amounts, strict=True)
            if amount
        ]

    def centre(self, cost_centre: Coded) -> str:
        """Give the cost centre; the source may have told none."""
        return self.translator.required("cost_centre", cost_centre) if cost_centre.code else ""

    def description(self, instalment: Instalment) -> str:
        """Give what people read in the list of payables."""
        document = self.document
        told = instalment.description or " - ".join(filter(None, (document.number, document.description)))
        return " - ".join(filter(None, (told, document.party.name)))

    def remarks(self, instalment: Instalment) -> str:
        """Give what has no field of its own: the source's notes, projects, and where the supplier is paid."""
        projects = {part.project.label or part.project.code for part in instalment.allocations if part.project}
        told = (self.document.notes, ", ".join(sorted(projects)), paid_to(self.document.party))
        return " | ".join(text for text in told if text)

    def label(self, instalment: Instalment) -> str:
        """Give what a payable is called on our screens."""
        return clean(f"{self.document.number or instalment.code} {instalment.number}/{instalment.of}", 100)


def line(category: str, borne: Mapping[str, Decimal]) -> Mapping[str, Any]:
    """Give one line of an apportionment."""
    centres = tuple({"id_centro_custo": centre, "valor": amount} for centre, amount in borne.items() if centre)
    told: dict[str, Any] = {"id_categoria": category, "valor": sum(borne.values(), Decimal(0))}
    return {**told, "rateio_centro_custo": centres} if centres else told


def paid_to(party: Party) -> str:
    """Give where a supplier is paid: Conta Azul's people have no bank account."""
    bank = party.bank or BankAccount()
    account = " / ".join(filter(None, (bank.bank, bank.branch, bank.account)))
    return " | ".join(filter(None, (f"Pix: {bank.pix_key}" if bank.pix_key else "", account)))
