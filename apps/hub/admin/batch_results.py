"""The pages on which somebody uploads or types the result of a file, sees what it means, and applies it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from apps.core.errors import Place, Rejected
from apps.hub import formats, tasks
from apps.hub.admin import rights, wording
from apps.hub.admin.pages import ReadOnly, actor_of, address, typed
from apps.hub.batches import results
from apps.hub.batches.judging import Fate, Judgement
from apps.hub.batches.result_table import TABLE
from apps.hub.batches.results import Receipt
from apps.hub.engine.decisions import resolve
from apps.hub.engine.decisions.resolve import NotPossible
from apps.hub.engine.doors.upload import Given, must_fit
from apps.hub.models import AuditEntry, Batch, BatchResult

#: Lines that one page shows, the troublesome ones first.
SHOWN = 500
#: What becomes of a line, with the tone of its badge.
FATES = {
    Fate.CONFIRMED: (lazy("Will be taken over"), "good"),
    Fate.REFUSED: (lazy("Will be refused"), "bad"),
    Fate.FAILED: (lazy("Was taken over and failed: will wait for a person"), "bad"),
    Fate.PAID: (lazy("Was taken over; the day of payment will be kept"), "good"),
    Fate.CONTRADICTED: (lazy("Was refused before and is said to be paid: do not pay it again"), "bad"),
    Fate.FREED: (lazy("Will be ready again: the file was refused as a whole"), "warn"),
    Fate.OPEN: (lazy("Stays open: other parts of the document are not told about"), "warn"),
    Fate.OVER: (lazy("Was decided before, stays as it is"), "calm"),
    Fate.IMPOSSIBLE: (lazy("Nothing of this file can have been paid on that day: counts for nothing"), "warn"),
    Fate.SEVERAL: (lazy("Several documents of the file have this number: say it at the document itself"), "warn"),
    Fate.ELSEWHERE: (lazy("Belongs to another file"), "warn"),
    Fate.UNKNOWN: (lazy("Not known, is kept with the result"), "warn"),
}
#: In this order lines are listed: first what somebody should look at.
ORDER = tuple(reversed(FATES))


class WithResults(ReadOnly):
    """The part of the admin of files that is about their results."""

    def result_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask for the result of a file, or keep the one that was given and show what it means."""
        rights.require(request, rights.may_collect)
        row = self.row(request, str(object_id))
        context: dict[str, Any] = {"kinds": kinds_of(row), "chosen": typed(request.POST, "read_as"), **asked(row)}
        if request.method != "POST":
            return self.page(request, "admin/hub/batch/result.html", row, context)
        try:
            receipt = received(row, request)
        except Rejected as trouble:
            context["words"] = wording.explain(trouble.code, trouble.params)
            return self.page(request, "admin/hub/batch/result.html", row, context)
        return told(request, receipt)

    def outcome_view(self, request: HttpRequest, object_id: int, result_id: int) -> HttpResponse:
        """Show what a result means line by line, or apply exactly that."""
        rights.require(request, rights.may_collect)
        row = self.row(request, str(object_id))
        result = result_of(row, result_id)
        if request.method == "POST":
            return applied(request, result)
        return self.page(request, "admin/hub/batch/outcome.html", row, outcome_of(result))

    def result_file_view(self, request: HttpRequest, object_id: int, result_id: int) -> HttpResponse:
        """Give a result as it was uploaded; who had it is written down."""
        rights.require(request, rights.may_collect)
        result = result_of(self.row(request, str(object_id)), result_id)
        resolve.audit(actor_of(request), AuditEntry.Verb.DOWNLOADED, result, sha256=result.sha256)
        named = content_disposition_header(as_attachment=True, filename=result.name)
        headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
        return HttpResponse(result.payload.raw, "application/octet-stream", headers=headers)


def kinds_of(row: Batch) -> list[tuple[str, str]]:
    """Give the kinds of result that there are for a file, with what they are called."""
    return [(one.slug, _(one.name)) for one in results.formats_of(row)]


def asked(row: Batch) -> dict[str, Any]:
    """Give the rest of what the page with the form shows."""
    return {"title": _("Result of the file"), "earlier": earlier(row), "may_collect": True}


def earlier(row: Batch) -> "QuerySet[BatchResult]":
    """Give the results of a file without their lines, the latest first."""
    return row.results.defer("lines").order_by("-pk")


def result_of(row: Batch, key: int) -> BatchResult:
    """Give a result of a file, or 404."""
    found = BatchResult.objects.select_related("batch__flow__target").filter(batch=row, pk=key).first()
    if found is None:
        raise Http404
    return found


def received(row: Batch, request: HttpRequest) -> Receipt:
    """Keep what was uploaded, or what was typed instead; one that is too large is not even read."""
    uploaded = request.FILES.get("file")
    if uploaded:
        must_fit(uploaded.size or 0)
        given = Given(uploaded.name or "", uploaded.read())
    else:
        given = Given(_("typed"), typed(request.POST, "lines", longest=1_000_000).encode(errors="replace"))
    if not given.content:
        raise Rejected("result.empty", place=Place.SOURCE)
    read_as = typed(request.POST, "read_as") if uploaded else TABLE.slug
    return results.receive(row, given, read_as=read_as, actor=actor_of(request))


def told(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """Lead to what a result means, or say which file it is about."""
    if receipt.about:
        words = _("This result is about another file, and was not kept. Upload it there:")
        link = format_html('{} <a href="{}">{}</a>', words, address(receipt.about), receipt.about)
        messages.warning(request, link)
        return HttpResponseRedirect(request.path)
    result = receipt.result
    assert result is not None  # what is about no other file is kept
    if receipt.repeated:
        words = _("This very result was uploaded already, by %(who)s on %(when)s. Nothing was changed.")
        messages.warning(request, words % {"who": result.person_name, "when": formats.moment(result.at)})
    return HttpResponseRedirect(reverse("admin:hub_batch_outcome", args=(result.batch_id, result.pk)))


def outcome_of(result: BatchResult) -> dict[str, Any]:
    """Give what a result means, or what it has done."""
    judgement = results.judgement_of(result)
    lines = sorted(judgement.lines, key=lambda judged: ORDER.index(judged.fate))
    return {
        "title": _("Result of the file"),
        "result": result,
        "judgement": judgement,
        "counts": counts_of(judgement),
        "lines": [(judged, *FATES[judged.fate]) for judged in lines[:SHOWN]],
        "unseen": max(len(lines) - SHOWN, 0),
        "open": result.applied_at is None,
    }


def counts_of(judgement: Judgement) -> list[tuple[str, int]]:
    """Give what applying a result would do, in numbers of documents and lines, without zeros."""
    strange = judgement.count(Fate.UNKNOWN, Fate.ELSEWHERE, Fate.SEVERAL)
    counts = [
        (_("Documents taken over"), len(judgement.confirmed)),
        (_("Documents refused"), len(judgement.refused)),
        (_("Documents that failed later"), len(judgement.failed)),
        (_("Titles paid"), judgement.paid),
        (_("Documents ready again"), len(judgement.freed)),
        (_("Lines about nothing in the file"), strange),
    ]
    return [(name, count) for name, count in counts if count]


def applied(request: HttpRequest, result: BatchResult) -> HttpResponse:
    """Apply a result that somebody has looked at, and go to its file."""
    try:
        done = results.apply(result, seen=typed(request.POST, "seen"), actor=actor_of(request))
    except NotPossible as refusal:
        why = wording.explain(refusal.code)
        messages.warning(request, f"{why.title}. {why.advice}")
        return HttpResponseRedirect(request.path)
    tasks.ring()
    taken = len(done.confirmed)
    words = ngettext("%(count)s document was taken over.", "%(count)s documents were taken over.", taken)
    messages.success(request, words % {"count": formats.whole(taken)})
    return HttpResponseRedirect(address(result.batch))
