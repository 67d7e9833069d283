"""Files sent by mail, to addresses at domains that the operator allows."""

from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.errors import Place, Rejected, Temporary
from apps.hub.models import Batch

#: Bytes of a file beyond which hardly any server takes a mail.
LARGEST = 15 * 1024 * 1024


def addresses_of(recipients: str) -> list[str]:
    """Give the addresses in a text, each once; raises `Rejected` for one that is none or at another domain."""
    found = list(dict.fromkeys(recipients.replace(",", " ").replace(";", " ").split()))
    allowed = {domain.casefold().lstrip("@") for domain in settings.DELIVERY_MAIL_DOMAINS}
    for address in found:
        if not is_address(address) or address.rpartition("@")[2].casefold() not in allowed:
            raise Rejected("outlet.recipient", place=Place.HERE, address=address[:120])
    if not found:
        raise Rejected("outlet.recipient", place=Place.HERE, address="")
    return found


def is_address(text: str) -> bool:
    """Tell whether a text is an address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def send(batch: Batch, recipients: str, language: str) -> None:
    """Send a file; every mail about it has the same id, by which a mailbox can tell that it came twice."""
    to = addresses_of(recipients)
    if batch.size > LARGEST:
        raise Rejected("outlet.mail_too_large", place=Place.HERE, name=batch.file_name)
    with translation.override(language):
        message = message_of(batch, to)
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise Temporary("outlet.mail_away") from error


def message_of(batch: Batch, to: list[str]) -> EmailMessage:
    """Give the mail with the file."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    told = {"name": batch.file_name, "count": batch.count, "sha256": batch.sha256}
    message = EmailMessage(
        subject=_("File %(name)s") % told,
        body=_("Documents: %(count)s\nChecksum (SHA-256): %(sha256)s\n") % told,
        to=to,
        headers={"Message-ID": f"<batch-{batch.pk}-{batch.sha256[:16]}@{domain}>"},
    )
    # As bytes whatever it is: what is sent as text gets other ends of lines on its way.
    message.attach(batch.file_name, batch.payload.raw, "application/octet-stream")
    return message
