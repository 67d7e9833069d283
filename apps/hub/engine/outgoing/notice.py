"""The notice to whoever set an address up that it was switched off."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from apps.hub.models import Subscription

log = logging.getLogger(__name__)


def switched_off(row: Subscription, code: str) -> None:
    """Write to whoever set an address up; a mail that cannot be sent changes nothing."""
    log.warning("a webhook was switched off", extra={"webhook": row.pk, "code": code})
    person = row.created_by
    if person is None or not person.email:
        return
    with translation.override(person.language or translation.get_language()):
        subject = _("Ponte: the webhook “%(name)s” was switched off") % {"name": row.name}
        text = _(
            "Its address took no message any more: %(url)s\n\n"
            "Once it works again, switch the webhook on under Webhooks. What was not delivered can be sent again there."
        )
        body = text % {"url": row.url}
    try:
        send_mail(subject, body, None, [person.email])
    except (SMTPException, OSError):
        log.exception("a notice could not be sent", extra={"webhook": row.pk})
