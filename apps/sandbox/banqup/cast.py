"""Who plays at Banqup: the application, the company, its suppliers and customers."""

from dataclasses import dataclass
from typing import Any

COMPANY, STRANGER = 73223, 80001
COMPANY_NAME, COMPANY_VAT = "Vale do Tejo Alugueres Lda", "PT503456780"
PLATFORM = 15
USER = "Rita Sousa"


@dataclass(frozen=True)
class App:
    """An application of the developer portal; the secret is shown there once."""

    client_id: str = "ponte-demo"
    client_secret: str = "e4b1c07d-5a92-4f6e-b1d8-73c0f2a9d615"  # noqa: S105 - invented, for an invented vendor


APP = App()
#: What people may see of a supplier or customer, with the fields that both kinds share.
PARTY: dict[str, Any] = {
    "client_id": COMPANY,
    "client_number": COMPANY,
    "platform_id": PLATFORM,
    "legal_entity_trn": "",
    "legal_entity_affiliate": None,
    "state": "",
    "language_code": "pt",
    "currency_code": "EUR",
    "client_currency_code": "EUR",
    "bank_account": [],
    "phone": "",
    "default_payment_after": 30,
    "trusted": True,
}
CREDITORS: dict[int, dict[str, Any]] = {
    55671: {
        **PARTY,
        "id": 55671,
        "creditor_uuid": "6b1f6c0e-0c0e-4a53-8f5e-0d7f5a1c5567",
        "creditor_number": "C-5567",
        "client_creditor_number": "SUP-33",
        "name": "Noordzee Hosting BV",
        "legal_entity_trn": "0812.345.009",
        "creditor_type": "COMPANY",
        "address": "Havenlaan 12",
        "zip_code": "9000",
        "city": "Gent",
        "country_code": "BE",
        "language_code": "nl",
        "vat_code": "BE0812345009",
        "bank_account": ["BE71096123456769"],
        "email": "facturen@noordzee-hosting.example",
        "creditor_reference": None,
        "peppol_id": "0208:0812345009",
    },
    55672: {
        **PARTY,
        "id": 55672,
        "creditor_uuid": "1d0b0b9b-2f4e-4e4c-9a39-6a2d1f7c5572",
        "creditor_number": "C-5572",
        "client_creditor_number": "SUP-41",
        "name": "Oficina Ribeirinha Lda",
        "creditor_type": "COMPANY",
        "address": "Rua do Cais 48",
        "zip_code": "2600-012",
        "city": "Vila Franca de Xira",
        "country_code": "PT",
        "vat_code": "509 876 544",
        "email": "contas@oficina-ribeirinha.example",
        "creditor_reference": None,
        "peppol_id": "9946:509876544",
    },
}
DEBTORS: dict[int, dict[str, Any]] = {
    880012: {
        **PARTY,
        "id": 880012,
        "debtor_uuid": "9a0d7d6a-7d0c-4a63-8a8e-2f3f1d880012",
        "debtor_number": "D-8812",
        "client_debtor_number": "CLI-12",
        "name": "Quinta das Amoreiras SA",
        "debtor_type": "COMPANY",
        "address": "Avenida da Liberdade 200",
        "zip_code": "1250-147",
        "city": "Lisboa",
        "country_code": "PT",
        "vat_code": "PT512349878",
        "email": "faturas@quinta-amoreiras.example",
        "phone_number": "+351 210 000 000",
        "debtor_reference": None,
        "preferred_channel": "PEPPOL",
        "is_attach_ubl": True,
        "is_attach_pdf": True,
        "department": None,
        "peppol_id": "9946:512349878",
    },
}
