"""The JSON form of documents that are collected, described field by field: what `apps.core.told` writes."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from apps.core.documents import Direction, Kind, Register, Tax
from apps.hub.api import examples, shapes


def exact(about: Any = None, *, null: bool = False) -> serializers.CharField:
    """Give the field of an exact number: decimal text with a point."""
    return serializers.RegexField(r"^-?[0-9]+(\.[0-9]+)?$", allow_null=null, help_text=about)


def text(about: Any = None) -> serializers.CharField:
    """Give the field of a text that may be empty."""
    return serializers.CharField(allow_blank=True, help_text=about)


def day(*, null: bool = True) -> serializers.DateField:
    """Give the field of a date."""
    return serializers.DateField(allow_null=null)


class Value(serializers.Serializer[Any]):
    """A value of the source's vocabulary, and what it is called here where that is mapped."""

    code = text()
    label = text()  # type: ignore[assignment]  # a field of this name
    mapped = text(_("What the value is called here; empty where nobody has mapped it."))


class Account(serializers.Serializer[Any]):
    """Where somebody is paid, as the source tells it."""

    bank = text(_("The country's number of the bank."))
    branch = text()
    account = text()
    pix_key = text()


class Who(serializers.Serializer[Any]):
    """A customer, a supplier, an employee or a bank."""

    code = text()
    name = text()
    trading_name = text()
    tax_id = text(_("Letters and digits without punctuation."))
    email = text()
    phone = text()
    street = text()
    street_number = text()
    complement = text()
    district = text()
    city = text()
    state = text()
    postal_code = text()
    country = text(_("Two letters (ISO 3166-1)."))
    bank = Account(allow_null=True)
    mapped = text(_("What the value is called here; empty where nobody has mapped it."))


class Share(serializers.Serializer[Any]):
    """What one cost centre bears; shares are relative weights."""

    cost_centre = Value()
    share = exact()
    category = Value(allow_null=True)
    project = Value(allow_null=True)


class Elsewhere(serializers.Serializer[Any]):
    """What was paid in another currency."""

    amount = exact()
    currency = text(_("Three letters (ISO 4217)."))
    rate = exact(_("How much of the document's currency its unit was."))


class Position(serializers.Serializer[Any]):
    """One position of an invoice, or one expense; its amount is without tax where the tax is told."""

    description = text()
    quantity = exact()
    unit_price = exact()
    amount = exact()
    unit = text()
    tax_rate = exact(_("In per cent."), null=True)
    tax_amount = exact(null=True)
    category = Value(allow_null=True)
    cost_centre = Value(allow_null=True)
    code = text(_("Id of the expense at the source."))
    on = day()
    allocations = Share(many=True)
    project = Value(allow_null=True)
    payment_type = Value(allow_null=True)
    reimbursable = serializers.BooleanField(help_text=_("The employee is paid it back."))
    foreign = Elsewhere(allow_null=True)


class Paid(serializers.Serializer[Any]):
    """Money that has moved."""

    on = day(null=False)
    amount = exact()
    discount = exact()
    interest = exact()
    fine = exact()


class Due(serializers.Serializer[Any]):
    """One amount with one due date."""

    code = text()
    number = serializers.IntegerField()
    of = serializers.IntegerField()
    due = day(null=False)
    amount = exact()
    expected = day()
    description = text()
    account = Value(allow_null=True)
    payment_type = Value(allow_null=True)
    category = Value(allow_null=True)
    allocations = Share(many=True)
    settlement = Paid(allow_null=True)


class Moved(serializers.Serializer[Any]):
    """One movement of a bank account; money that came in is positive."""

    booked = day(null=False)
    amount = exact()
    valued = day()
    party = Who(allow_null=True)
    party_account = text()
    reference = text()
    end_to_end = text()
    structured = text()
    message = text()
    code = text()
    reversal = serializers.BooleanField(help_text=_("It takes an earlier movement back."))


class Balances(serializers.Serializer[Any]):
    """What only a bank statement tells; balances have a sign."""

    account = text()
    opened = day(null=False)
    opening = exact()
    closed = day(null=False)
    closing = exact()
    movements = Moved(many=True)


class Entry(serializers.Serializer[Any]):
    """An entry of a register, such as a cost centre: master data of the system that keeps it."""

    register = serializers.ChoiceField(choices=[register.value for register in Register])
    code = text(_("Its own in the system that keeps it."))
    name = text()
    active = serializers.BooleanField(help_text=_("It may be chosen."))
    fields = serializers.DictField(  # type: ignore[assignment]  # a field of this name
        child=serializers.CharField(allow_blank=True), help_text=_("What is told of it besides, by name.")
    )


class Withheld(serializers.Serializer[Any]):
    """A tax that the payer keeps."""

    tax = serializers.ChoiceField(choices=[tax.value for tax in Tax])
    amount = exact()


class Held(serializers.Serializer[Any]):
    """A file that belongs to the document; the checksum is empty where only its address is known."""

    name = text()
    label = text()  # type: ignore[assignment]  # a field of this name
    media_type = text()
    url = text()
    sha256 = text()
    size = serializers.IntegerField(allow_null=True)
    belongs_to = text(_("Code of the expense or instalment that it proves; empty: of the whole document."))


class Paper(serializers.Serializer[Any]):
    """A business document. Amounts are in its `currency`, and what is not told is null or empty."""

    id = text(_("Id of the document at the source."))
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    direction = serializers.ChoiceField(choices=[direction.value for direction in Direction])
    number = text()
    party = Who()
    issued = day(null=False)
    total = exact(_("Of a bank statement: its closing balance."))
    instalments = Due(many=True)
    currency = text(_("Three letters (ISO 4217)."))
    accrued = day()
    entered = day()
    category = Value(allow_null=True)
    document_type = Value(allow_null=True)
    project = Value(allow_null=True)
    branch = Value(allow_null=True)
    lines = Position(many=True)
    attachments = Held(many=True)
    fiscal_number = text()
    fiscal_series = text()
    fiscal_key = text()
    description = text()
    notes = text()
    changed = serializers.DateTimeField(allow_null=True)
    net = exact(_("Without tax, where that is told."), null=True)
    credit_note = serializers.BooleanField(help_text=_("It gives back what it is about."))
    order_number = text()
    payment_reference = text()
    payment_term = Value(allow_null=True)
    statement = Balances(allow_null=True)
    entry = Entry(allow_null=True)
    due = day()
    withheld = Withheld(many=True)


class Bytes(serializers.Serializer[Any]):
    """A file that we hold, under the checksum by which the document names it; null where the answer is full."""

    sha256 = text()
    content = serializers.CharField(allow_null=True, help_text=_("In base64."))


class Collected(serializers.Serializer[Any]):
    """One document that is ready, under the number of its transfer and with the revision that an answer names."""

    transfer = serializers.IntegerField()
    revision = serializers.IntegerField()
    cursor = serializers.CharField(help_text=_("Goes on behind this document."))
    document = Paper()
    about = shapes.TransferShape(required=False, help_text=_("With `expand=transfer`."))
    files = Bytes(many=True, required=False, help_text=_("With `expand=files`."))


@extend_schema_serializer(examples=[examples.DOCUMENTS])
class Documents(serializers.Serializer[Any]):
    """Some documents in the order in which they became ready, and where to go on."""

    documents = Collected(many=True)
    next = serializers.CharField(
        allow_blank=True, help_text=_("Give it as `after` the next time, also when nothing came.")
    )
    more = serializers.BooleanField(help_text=_("There is more at once."))
