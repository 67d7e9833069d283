"""The small fixed cast of the notifications: customers, suppliers, cost centres, accounts."""

from dataclasses import dataclass

from apps.sandbox import tax_id

EMPTY_DATE = "0001-01-01T00:00:00"
NOBODY = {"UserId": 0, "Name": ""}
CLERK = {"UserId": 17, "Name": "Carla Nunes"}
BRANCH = {"FleetManagerBranchId": 2, "DisplayName": "Matriz SP", "RegisteredNumber": "98.765.432/0001-98"}
RENTAL = (10, "Receitas > Locacao")
EXTRA_KM = (11, "Receitas > Km excedente")
MAINTENANCE = (20, "Despesas > Manutencao")
TYRES = (30, "Despesas > Pneus")
BOLETO = (4, "Boleto")
PIX = (7, "Pix")
RECEIVABLE = (1, "Receita")
PAYABLE = (2, "Despesa")
BANK_ACCOUNT = {
    "BankAccountId": 3,
    "Name": "Conta Movimento",
    "BankCode": "341",
    "BankName": "Itau",
    "AgencyNumber": "0445",
    "AccountNumber": "12345-6",
    "ExternalId": "CC-001",
}
BANK_DETAILS = {
    "BankAccountId": 3,
    "BankId": 12,
    "BankCode": "341",
    "BankName": "Itau",
    "AgencyNumber": "0445",
    "AccountNumber": "12345-6",
    "OpeningDate": "2019-01-02T00:00:00",
    "OpeningBalance": 0,
    "BankAccountTypeId": 1,
    "BankAccountExternalId": "CC-001",
}
ADDRESS = {
    "Address": "Rua das Oficinas",
    "Address2": "",
    "AddressNumber": "77",
    "County": "Mooca",
    "City": "Sao Paulo",
    "State": "SP",
    "Country": "Brasil",
    "PostalCode": "03101-000",
}


@dataclass(frozen=True)
class Party:
    """A customer or a supplier."""

    id: int
    name: str
    trading_name: str
    number: str
    supplier: bool = False
    email: str = "financeiro@example.com.br"

    def entity(self) -> dict[str, object]:
        """As a financial entity of an entry or an invoice."""
        person = len(tax_id.bare(self.number)) == tax_id.CPF_LENGTH
        return {
            "FinancialEntityId": self.id,
            "Name": self.name,
            "DocumentNumber": self.number,
            "FinancialEntityTypeId": 1 if person else 2,
            "FinancialEntityTypeName": "Pessoa Fisica" if person else "Pessoa Juridica",
            "FinancialEntityClassId": 2 if self.supplier else 1,
            "FinancialEntityClassName": "Fornecedor" if self.supplier else "Cliente",
            "PhoneNumber": "(11) 4002-8922",
            "Email": self.email,
        }

    def customer(self) -> dict[str, object]:
        """As the customer of a debit note."""
        person = len(tax_id.bare(self.number)) == tax_id.CPF_LENGTH
        return {
            "CustomerId": self.id,
            "CompanyName": self.name,
            "TradingName": self.trading_name,
            "CustomerTypeId": 1 if person else 2,
            "CustomerTypeName": "Pessoa Fisica" if person else "Pessoa Juridica",
            "RegisteredNumber": self.number,
            "NationalId": "",
            "PhoneNumber": "(11) 4002-8922",
            "Email": self.email,
        }


CUSTOMERS = (
    Party(905, "Transportes Aurora Ltda", "Aurora", "12.345.678/0001-95", email="contas@aurora.example"),
    Party(906, "Serra Logistica SA", "Serra Logistica", "10.159.130/0001-25", email="fiscal@serralog.example"),
    Party(907, "Construtora Horizonte Ltda", "Horizonte", "64.065.970/0001-58", email="ap@horizonte.example"),
    Party(908, "Paulo Henrique Souza", "Paulo Souza", "794.203.484-40", email="paulo@example.com.br"),
)
SUPPLIERS = (
    Party(410, "Oficina Central Ltda", "Oficina Central", "11.222.333/0001-81", supplier=True),
    Party(411, "Auto Pecas Paulista Ltda", "Pecas Paulista", "39.055.613/0001-61", supplier=True),
    Party(412, "Rodas e Pneus do Sul ME", "Pneus do Sul", "48.585.676/0001-10", supplier=True),
)
