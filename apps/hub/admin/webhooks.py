"""Addresses of other systems that are told what happens, and every message with what came of it."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from apps.hub import formats, tasks
from apps.hub.admin import columns, rights, wording
from apps.hub.admin.filters import DayFilter
from apps.hub.admin.pages import ReadOnly, actor_of
from apps.hub.engine.outgoing import announce, keep
from apps.hub.models import Delivery, Happening, Message, Subscription

TONES = {Message.State.QUEUED: "calm", Message.State.DELIVERED: "good", Message.State.FAILED: "bad"}


class SubscriptionForm(forms.ModelForm[Subscription]):
    """An address, and what it is told of."""

    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=[choice for choice in Happening.choices if choice[0] != Happening.TEST],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all of them."),
    )

    class Meta:
        model = Subscription
        fields = ("name", "connection", "url", "events", "active")
        field_classes: ClassVar = {"url": partial(forms.URLField, assume_scheme="https")}


@admin.register(Subscription)
class SubscriptionAdmin(ModelAdmin):
    """Webhooks. The secret is shown once, in answer to the form or the action that made it."""

    form = SubscriptionForm
    list_display = ("name", "url", "connection", "standing")
    list_select_related = ("connection",)
    search_fields = ("name", "url")
    actions = ("rotate", "try_it")

    def save_model(self, request: HttpRequest, obj: Subscription, form: Any, change: bool) -> None:  # noqa: FBT001  Django's
        """Note who set it up; whoever switches it on again lets it begin without its past."""
        if not change:
            obj.created_by = actor_of(request)
        if obj.active:
            obj.code, obj.failing_since = "", None
        super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let its messages go with an address: nobody deletes them by themselves."""
        listed, counts, _perms, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected

    def response_add(
        self, request: HttpRequest, obj: Subscription, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret in the answer itself: no cookie, session or cache ever holds it."""
        return self.shown(request, obj, str(obj.secret))

    def shown(self, request: HttpRequest, row: Subscription, secret: str) -> HttpResponse:
        """Give the page that shows a secret this once."""
        told = {"title": _("Webhook"), "opts": self.opts, "row": row, "secret": secret}
        return TemplateResponse(
            request, "admin/hub/subscription/issued.html", {**self.admin_site.each_context(request), **told}
        )

    @action(description=_("Think up a new secret"), permissions=["change"])
    def rotate(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> HttpResponse | None:
        """Give one webhook a new secret; the old one signs beside it for a day."""
        rows = list(queryset[:2])
        if len(rows) != 1:
            self.message_user(request, _("Choose one webhook."), messages.WARNING)
            return None
        return self.shown(request, rows[0], keep.rotate(rows[0], actor=actor_of(request)))

    @action(description=_("Send a message to try it"), permissions=["change"])
    def try_it(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        """Send each chosen address that is on a message about nothing."""
        count = len([announce.test(row) for row in queryset.filter(active=True)])
        tasks.ring()
        told = ngettext("%(count)d message is on its way.", "%(count)d messages are on their way.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS)

    @admin.display(description=_("state"))
    def standing(self, row: Subscription) -> SafeString:
        """Tell whether the address is told, and whether it takes what it is told."""
        if not row.active:
            return columns.badge(wording.explain(row.code).title if row.code else gettext("Switched off"), "bad")
        if row.failing_since:
            told = gettext("Takes nothing since %(at)s") % {"at": formats.moment(row.failing_since)}
            return columns.badge(told, "warn")
        return columns.badge(gettext("Works"), "good")


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Was that told, and what did the address answer?"""

    list_display = ("public_id", "told", "subscription", "state_badge", "happened", "tries")
    list_display_links = ("public_id",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("event", ChoicesDropdownFilter),
        ("subscription", RelatedDropdownFilter),
        ("created_at", DayFilter),
    )
    list_select_related = ("subscription",)
    search_fields = ("public_id",)
    moment = "created_at"
    page_template = "admin/hub/message/page.html"
    actions = None

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Add sending again."""
        return {"again": ("<int:object_id>/again/", self.posted(self.again_view))}

    def page_context(self, request: HttpRequest, row: Message) -> dict[str, Any]:
        """Give a message with every try to deliver it."""
        tries = [(one, wording.explain(one.code).line if one.code else "") for one in deliveries_of(row)]
        return {
            "tries": tries,
            "may_send": rights.may_send_messages(request.user),
            "tone": TONES[Message.State(row.state)],
        }

    def again_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send a message again."""
        rights.require(request, rights.may_send_messages)
        row = self.row(request, str(object_id))
        keep.send_again([row], actor=actor_of(request))
        tasks.ring()
        messages.success(request, gettext("The message is on its way again."))
        return self.back_to(row)

    @admin.display(description=_("event"))
    def told(self, row: Message) -> str:
        """Tell what happened."""
        return row.get_event_display()

    @admin.display(description=_("state"))
    def state_badge(self, row: Message) -> SafeString:
        """Show the state."""
        return columns.badge(row.get_state_display(), TONES[Message.State(row.state)])

    @admin.display(description=_("happened"))
    def happened(self, row: Message) -> str:
        """Show when it happened."""
        return formats.moment(row.created_at)


def deliveries_of(row: Message) -> QuerySet[Delivery]:
    """Give the last tries to deliver a message, the latest first."""
    return row.deliveries.order_by("-pk")[:50]
