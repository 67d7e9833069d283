"""What the working pages share: read-only lists that never count, pages of their own, one way to say what happened."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db import connection as database
from django.db.models import Model, Q, QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from apps.accounts.models import User
from apps.hub import formats
from apps.hub.admin.keyset import Pages, Uncounted

#: Said to whoever signed in again in the middle of a form.
NOT_SENT = _("Nothing was changed: what you had filled in did not arrive. Please do it once more.")
#: Rows that one search word may find in each place it is looked for.
FOUND = 200


class ReadOnly(ModelAdmin):
    """Rows that the engine writes and people only look at; decisions have pages of their own."""

    actions_on_top = True
    list_disable_select_all = True
    list_per_page = 50
    paginator = Uncounted
    show_full_result_count = False
    show_facets = ModelAdmin.show_facets.NEVER
    sortable_by: ClassVar[Sequence[str]] = ()
    list_filter_submit = True
    list_fullwidth = True
    list_after_template = "admin/hub/parts/export.html"
    #: The template of one row's page.
    page_template = ""
    #: When a row came to be, which days are asked for by; it never changes.
    moment = ""
    #: Wide columns that the list does without.
    unlisted: ClassVar[Sequence[str]] = ()

    @property
    def media(self) -> Media:
        """Add the style of the working pages."""
        media: Media = super().media
        return media + Media(css={"all": ["hub/pages.css"]})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """List in pages by key."""
        return Pages

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody edits rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes rows by hand."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the page of one row."""
        row = self.row(request, object_id)
        return self.page(request, self.page_template, row, self.page_context(request, row))

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Give what the page of one row shows."""
        return {}

    def row(self, request: HttpRequest, object_id: str) -> Any:
        """Give a row that the person may see, or 404; the same whether it is missing or hidden."""
        if not object_id.isdigit() or not self.has_view_permission(request):
            raise Http404
        row = self.get_queryset(request).filter(pk=object_id).first()
        if row is None:
            raise Http404
        return row

    def page(self, request: HttpRequest, template: str, row: Any, context: dict[str, Any]) -> TemplateResponse:
        """Give a page in the admin's frame."""
        title = str(row) if row is not None else str(self.opts.verbose_name_plural)
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "subtitle": None}
        return TemplateResponse(request, template, {**frame, "row": row, "is_fullwidth": "1", **context})

    def routes(self) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
        """Give name to path and view of the further pages."""
        return {}

    def get_urls(self) -> list[URLPattern]:
        """Put the further pages before the admin's own."""
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{stem}_{name}")
            for name, (route, view) in self.routes().items()
        ]
        return [*own, *super().get_urls()]

    def posted(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """Give a view that decides only when a form is sent to it.

        Whoever was signed out in the middle of a form is led to its address without the form.
        """

        def asked(request: HttpRequest, object_id: int) -> HttpResponse:
            if request.method == "POST":
                return view(request, object_id)
            row = self.row(request, str(object_id))
            messages.warning(request, NOT_SENT)
            return self.back_to(row)

        return asked

    def back_to(self, row: Model) -> HttpResponseRedirect:
        """Go to the page of a row."""
        return HttpResponseRedirect(address(row))


def typed(fields: QueryDict, name: str, *, longest: int = 2000) -> str:
    """Give what somebody typed, without the one character that no database stores, cut to a sane length."""
    return fields.get(name, "").replace("\0", "").strip()[:longest]


def chosen_ids(values: Sequence[str]) -> list[int]:
    """Give the keys among some texts from a form; what is no key a database could hold is left out."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]


def address(row: Model) -> str:
    """Give the address of the page of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=(row.pk,))


def badge(text: object, state: str) -> SafeString:
    """Give a state as a coloured badge."""
    return format_html('<span class="p-badge p-{}">{}</span>', formats.tone(state), text)


def begins(field: str, text: str) -> Q:
    """Give the condition "begins with" in the form that each database answers from the field's index."""
    if database.vendor == "sqlite":
        return Q(**{f"{field}__gte": text, f"{field}__lt": text + "\U0010ffff"})
    return Q(**{f"{field}__startswith": text})


def keys(rows: "QuerySet[Any]", name: str = "pk") -> set[int]:
    """Give the keys of a bounded number of rows."""
    return set(rows.order_by().values_list(name, flat=True)[:FOUND])


def actor_of(request: HttpRequest) -> User:
    """Give the person who decides; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("the admin is for people who have signed in")
    return request.user


def say(request: HttpRequest, done: int, text: str) -> None:
    """Tell what came of a decision: well done, or nothing was left to do."""
    (messages.success if done else messages.warning)(request, text)
