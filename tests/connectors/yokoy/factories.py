"""Suppliers' invoices in the three forms in which they come, and a translator that knows the sandbox's values."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from apps.connectors.yokoy.mapping import LEAVE, PAYMENT_TERMS
from apps.core.documents import Attachment, Coded, Direction, Document, Instalment, Kind, Line, Party
from apps.core.errors import MappingMissing
from apps.sandbox.yokoy.seed import NET_30

#: A supplier that the sandbox's accountant has entered with spaces in its tax number, and one that nobody knows.
CLOUD = Party(code="5567", name="Nuvem Clara, Lda", tax_id="501234560", country="PT")
NEWCOMER = Party(
    code="9001",
    name="Energia do Tejo, SA",
    tax_id="PT509876543",
    email="faturas@tejo.example",
    street="Av. da Liberdade",
    street_number="12",
    city="Lisboa",
    postal_code="1250-140",
    country="PT",
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WORDS = {
    ("tax_rate", "PT 23"): "tax23",
    ("tax_rate", "PT 6"): "tax6",
    ("category", "hosting"): "hm0qUnb8s",
    ("cost_centre", "20"): "Y6cp2G30M",
    ("payment_term", "30"): NET_30,
}
UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-03-31</cbc:IssueDate><cbc:DueDate>2026-04-30</cbc:DueDate>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>PT</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyTaxScheme><cbc:CompanyID>{tax_id}</cbc:CompanyID></cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:InvoiceLine><cbc:LineExtensionAmount currencyID="EUR">1000.00</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>Monthly cloud hosting</cbc:Name>
      <cac:ClassifiedTaxCategory><cbc:Percent>23</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
  </cac:InvoiceLine>
</Invoice>"""


@dataclass
class Words:
    """A translator over one dictionary."""

    words: dict[tuple[str, str], str] = field(default_factory=lambda: dict(WORDS))
    payment_terms: str = LEAVE

    def required(self, vocabulary: str, value: Coded) -> str:
        if (vocabulary, value.code) not in self.words:
            raise MappingMissing(vocabulary, value.code, label=value.label)
        return self.words[vocabulary, value.code]

    def optional(self, vocabulary: str, value: Coded | None) -> str:
        return self.words.get((vocabulary, value.code), "") if value else ""

    def setting(self, slug: str) -> str:
        assert slug == PAYMENT_TERMS
        return self.payment_terms


def pdf(content: bytes = PDF, **changes: Any) -> Attachment:
    return replace(Attachment(name="FT-118.pdf", media_type="application/pdf", content=content), **changes)


def ubl(number: str = "FT 2026/118", party: Party = CLOUD) -> Attachment:
    text = UBL.format(number=number, tax_id=party.tax_id, name=party.name)
    return Attachment(name="FT-118.xml", media_type="application/xml", content=text.encode())


def line(amount: str = "1000.00", tax: str | None = "230.00", rate: str | None = "23", **changes: Any) -> Line:
    made = Line(
        description="Monthly cloud hosting",
        quantity=Decimal(1),
        unit_price=Decimal(amount),
        amount=Decimal(amount),
        unit="PC",
        tax_rate=None if rate is None else Decimal(rate),
        tax_amount=None if tax is None else Decimal(tax),
    )
    return replace(made, **changes)


def bill(*attachments: Attachment, **changes: Any) -> Document:
    """A supplier's invoice; without attachments it comes as a PDF alone."""
    made = Document(
        kind=Kind.BILL,
        source_id="991204",
        direction=Direction.PAYABLE,
        number="FT 2026/118",
        party=CLOUD,
        issued=date(2026, 3, 31),
        total=Decimal("1230.00"),
        net=Decimal("1000.00"),
        currency="EUR",
        instalments=(Instalment(code="BQ-991204", number=1, of=1, due=date(2026, 4, 30), amount=Decimal("1230.00")),),
        attachments=attachments or (pdf(),),
        payment_reference="+++090/9337/55493+++",
    )
    return replace(made, **changes)


def with_lines(*lines: Line, **changes: Any) -> Document:
    """The same with every position told."""
    return bill(lines=lines or (line(),), **changes)


def electronic(**changes: Any) -> Document:
    """The same with its UBL."""
    return bill(ubl(), pdf(), **changes)
