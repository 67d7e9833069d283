"""Who decided what, and why; append only."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One decision or one look at something confidential."""

    class Verb(models.TextChoices):
        REQUEUED = "requeued", _("requeued")
        SKIPPED = "skipped", _("skipped")
        HANDLED = "handled", _("marked as handled elsewhere")
        HELD = "held", _("put on hold")
        RELEASED = "released", _("released")
        MAPPED = "mapped", _("mapped")
        RETRIED = "retried", _("tried again")
        ASSIGNED = "assigned", _("assigned")
        COMMENTED = "commented", _("commented")
        SWITCHED = "switched", _("switched")
        ASKED = "asked", _("asked the source of")
        RECONNECTED = "reconnected", _("reconnected")
        VERIFIED = "verified", _("verified again")
        UPLOADED = "uploaded", _("uploaded")
        ROUTED = "routed", _("handed to the flows again")
        BEGAN = "began", _("began to connect")
        FILLED = "filled", _("filled in the credentials of")
        ACCEPTED = "accepted", _("accepted the terms for")
        CHOSE = "chose", _("chose the part of the account for")
        INVITED = "invited", _("invited a colleague to fill in")
        GAVE_UP = "gave_up", _("gave up connecting")
        VIEWED = "viewed", _("looked at the payload of")
        PRODUCED = "produced", _("produced the file")
        DOWNLOADED = "downloaded", _("downloaded")
        BOOKED = "booked", _("said that it was taken over:")
        REFUSED = "refused", _("said that it was refused:")
        CANCELLED = "cancelled", _("cancelled the file")
        APPLIED = "applied", _("applied the result")
        SAVED = "saved", _("saved the layout")
        CONFIRMED = "confirmed", _("confirmed the layout")
        ARRANGED = "arranged", _("arranged the delivery of")
        SENT = "sent", _("had it sent again:")
        ISSUED = "issued", _("issued a key for the program of")
        ROTATED = "rotated", _("thought up a new secret for")
        EXPORTED = "exported", _("exported the list of")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    actor_name = models.CharField(_("name"), max_length=150)
    verb = models.CharField(_("did"), max_length=12, choices=Verb.choices)
    noun = models.CharField(_("to what"), max_length=40)
    noun_id = models.CharField(max_length=40)
    about = models.CharField(_("which"), max_length=300)
    reason = models.TextField(_("why"), blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=("noun", "noun_id"), name="hub_audit_noun")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_verb_display()} {self.about}"
