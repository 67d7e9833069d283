"""Who stands on the other side of a document, as Blue Fleet writes it."""

from apps.connectors.bluefleet.reading import LONGEST_WORD, Part
from apps.core.documents import Party


def read_customer(customer: Part) -> Party:
    """Read the customer of a debit note."""
    trading_name = customer.text("TradingName")
    name = customer.text("CompanyName") or trading_name
    return Party(
        code=party_code("customer:", customer.identifier("CustomerId") or name),
        name=name,
        trading_name=trading_name,
        tax_id=letters_and_digits(customer.text("RegisteredNumber")),
        email=customer.text("Email"),
        phone=customer.text("PhoneNumber"),
    )


def read_entity(entity: Part, *, address: Part) -> Party:
    """Read the customer or supplier of an entry or a fiscal invoice."""
    name = entity.text("Name")
    return Party(
        code=party_code("entity:", entity.identifier("FinancialEntityId") or name),
        name=name,
        tax_id=letters_and_digits(entity.text("DocumentNumber")),
        email=entity.text("Email"),
        phone=entity.text("PhoneNumber"),
        street=address.text("Address"),
        street_number=address.text("AddressNumber"),
        complement=address.text("Address2"),
        district=address.text("County"),
        city=address.text("City"),
        state=address.text("State"),
        postal_code=address.text("PostalCode"),
    )


def party_code(register: str, own: str) -> str:
    """Give the code of a party: its register's, for one number may stand for two people in two registers."""
    return register + own[:LONGEST_WORD] if own else ""


def letters_and_digits(text: str) -> str:
    """Give an official number without its punctuation, letters in upper case."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
