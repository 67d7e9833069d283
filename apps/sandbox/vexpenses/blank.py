"""Objects with the vendor's full set of fields, and nothing said in them yet."""

import secrets
import string

from apps.sandbox.vexpenses.books import Body
from apps.sandbox.vexpenses.cast import FINANCE, OWN_MONEY

LETTERS = string.ascii_letters + string.digits


def blank_report(user: int) -> Body:
    """An open report; the hash is all that opens its files."""
    return {
        "external_id": None, "user_id": user, "device_id": None, "description": "", "status": "ABERTO",
        "approval_stage_id": None, "approval_user_id": None, "approval_date": None, "payment_date": None,
        "payment_method_id": OWN_MONEY, "observation": None, "paying_company_id": FINANCE, "on": True,
        "justification": None, "_hash": "".join(secrets.choice(LETTERS) for _ in range(20)),
    }  # fmt: skip


def blank_expense(user: int) -> Body:
    """An expense; ``expense_id`` is the vendor's name for the report."""
    return {
        "user_id": user, "expense_id": None, "device_id": None, "integration_id": None, "external_id": None,
        "mileage": None, "date": "", "expense_type_id": None, "payment_method_id": OWN_MONEY,
        "paying_company_id": FINANCE, "course_id": None, "reicept_url": None, "value": 0, "title": "",
        "validate": "S", "reimbursable": True, "observation": None, "rejected": 0, "on": True, "mileage_value": None,
        "original_currency_iso": "BRL", "exchange_rate": None, "converted_value": None,
        "converted_currency_iso": None, "_receipt": None, "_apportionment": [],
    }  # fmt: skip


def blank_member() -> Body:
    """A person of the company."""
    return {
        "integration_id": None, "external_id": None, "company_id": 1_860_000, "role_id": None,
        "approval_flow_id": None, "expense_limit_policy_id": None, "user_type": "USUARIO", "name": "", "email": "",
        "cpf": None, "phone1": None, "phone2": None, "birth_date": None, "bank": None, "agency": None,
        "account": None, "pix_key": None, "confirmed": True, "active": True, "parameters": None,
        "_cost_centres": [], "_projects": [],
    }  # fmt: skip
