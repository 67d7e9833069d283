"""Who plays at VExpenses: the company's people, registers and ways to pay. Everything is invented."""

from typing import Any

Body = dict[str, Any]
TOKEN = "Vx4tQ9mZ2rKd7HsB1nYw8LpJ5cGf3TaXe6UoRi0EvNqCkMbPhSjDlWyAgFzO"  # noqa: S105 - invented, for an invented vendor
COMPANY = 1_860_000
APPROVER, MARIA, JOAO, ANA, ZOE = 900_001, 900_101, 900_102, 900_103, 900_104
FINANCE, SALES, LOGISTICS = 1_860_010, 1_860_011, 1_860_012
FOOD, MILEAGE, TRANSPORT, LODGING, GIFTS = 1_560_001, 1_560_002, 1_560_003, 1_560_004, 1_560_005
OWN_MONEY, COMPANY_CARD, WITHDRAWAL = 630_001, 630_002, 630_003
NORTH = 41_001

CENTRES: tuple[Body, ...] = tuple(
    {"id": id_, "integration_id": code, "name": name, "company_group_id": COMPANY, "on": True, "approval_flow_id": None}
    for id_, code, name in (
        (FINANCE, "1201002", "FINANCEIRO"), (SALES, "1301001", "COMERCIAL"), (LOGISTICS, "1401003", "LOGÍSTICA"),
    )
)  # fmt: skip
TYPES: tuple[Body, ...] = tuple(
    {"id": id_, "integration_id": code, "description": name, "on": True}
    for id_, code, name in (
        (FOOD, "4110203", "ALIMENTAÇÃO"), (MILEAGE, "4110301", "QUILOMETRAGEM"), (TRANSPORT, "4110302", "TRANSPORTE"),
        (LODGING, "4110204", "HOSPEDAGEM"), (GIFTS, None, "BRINDES"),
    )
)  # fmt: skip
METHODS: tuple[Body, ...] = tuple(
    {"id": id_, "description": name, "reimbursable": back, "affects_advance": advance}
    for id_, name, back, advance in (
        (OWN_MONEY, "Recurso Próprio", True, False), (COMPANY_CARD, "Cartão Corporativo", False, False),
        (WITHDRAWAL, "Saque VExpenses", False, True), (630_004, "Tarifa de Saque", False, False),
    )
)  # fmt: skip
PROJECTS: tuple[Body, ...] = tuple(
    {
        "id": id_, "name": name, "company_name": None, "cnpj": None, "address": None, "neighborhood": None,
        "city": city, "state": state, "zip_code": None, "phone1": None, "phone2": None, "on": True,
        "integration_id": code,
    }
    for id_, code, name, city, state in (
        (NORTH, "P-NORTE", "Implantação Norte", "Manaus", "AM"),
        (41_002, "P-FEIRA", "Feira de Campinas", "Campinas", "SP"),
    )
)  # fmt: skip
MEMBERS: tuple[Body, ...] = (
    {"id": APPROVER, "name": "Renata Prado Lins", "email": "renata@horizonte.example", "user_type": "ADMINISTRADOR"},
    {
        "id": MARIA, "integration_id": "10457", "name": "Maria Aparecida de Souza", "cpf": "52998224725",
        "email": "maria@horizonte.example", "bank": "104", "agency": "1679", "account": "123456789",
    },
    {
        "id": JOAO, "integration_id": "10458", "name": "João Batista Ferreira", "cpf": "11144477735",
        "email": "joao@horizonte.example", "pix_key": "joao@horizonte.example",
        "bank": "341", "agency": "0445", "account": "22334-7",
    },
    {
        "id": ANA, "integration_id": "10459", "name": "Ana Beatriz Lôbo", "email": "ana@horizonte.example",
        "bank": "001", "agency": "0423-X", "account": "77001-X",
    },
    {
        "id": ZOE, "integration_id": "10460", "name": "Zoë 🚀 d’Ávila; \"Filho\"\r\nda Silva|Júnior",
        "email": "zoe@horizonte.example", "cpf": "39053344705",
    },
)  # fmt: skip
PARAMETERS: list[Body] = [
    {
        "name": "matricula", "label": "Matrícula", "type": "text", "created_at": "2025-01-10 10:00:00",
        "updated_at": "2025-01-10 10:00:00",
    },
]  # fmt: skip
CURRENCIES: list[Body] = [
    {
        "priority": place, "iso_code": code, "name": name, "symbol": symbol, "subunit": "Centavo",
        "subunit_to_unit": 100, "symbol_first": 1, "html_entity": "", "decimal_mark": ",",
        "thousands_separator": ".", "iso_numeric": number,
    }
    for place, (code, name, symbol, number) in enumerate(
        (("BRL", "Real Brasileiro", "R$", "986"), ("USD", "Dólar Americano", "$", "840"), ("EUR", "Euro", "€", "978")),
        start=1,
    )
]  # fmt: skip
