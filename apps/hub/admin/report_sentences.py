"""What is said about expense reports, and about what was booked and is to stand."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import CHECK, FIX_AT_SOURCE, TOLD, Sentence

REPORTS = {
    "setting.wrong": Sentence(
        _("A setting of the flow makes no sense"),
        _("%(setting)s: %(value)s."),
        _("Correct it under Flows → the flow → Settings, then try again."),
    ),
    "source.no_expenses": Sentence(
        _("The report has no expenses that count"),
        _("Report: %(value)s."),
        _("Rejected expenses do not count. Skip it here, or correct the report at the source and send it again."),
    ),
    "source.negative_net": Sentence(
        _("More was paid in advance than was spent"),
        _("The report makes %(value)s %(currency)s."),
        _("Settle the advance with the employee by hand, then mark it here as handled elsewhere."),
    ),
    "source.no_rate": Sentence(
        _("An expense in another currency has no exchange rate"),
        _("Expense %(value)s, in %(currency)s."),
        _("Enter the exchange rate with the expense at the source, have the report approved, and send it again."),
    ),
    "source.shares_not_whole": Sentence(
        _("The shares of the cost centres are no whole"),
        _("Expense %(value)s: they make %(found)s %%."),
        FIX_AT_SOURCE,
    ),
    "source.value_missing": Sentence(
        _("The target needs a value that is not told"),
        "%(value)s: %(field)s",
        FIX_AT_SOURCE,
    ),
    "source.entry_inactive": Sentence(
        _("The entry may not be chosen any more, and the target does not have it"),
        "%(value)s",
        _("There is nothing to be done: skip it here."),
    ),
    "target.entry_stays_open": Sentence(
        _("The target did not close or open the entry"),
        "%(value)s",
        _("Close or open it at the target by hand, then mark it here as handled elsewhere."),
    ),
    "line.kilometres_differ": Sentence(_("The kilometres are worth another amount than the expense"), TOLD, CHECK),
    "nothing_to_book": Sentence(_("Nothing in the document is to be booked")),
    "source.changed_after_booking": Sentence(
        _("It was booked already, and has changed since"),
        _("It stands at the target as %(number)s."),
        _(
            "Open the document: what would be sent stands beside what was sent. Send it again to book the change, or "
            "put it right at the target and mark it as handled elsewhere."
        ),
    ),
    "source.withdrawn_after_booking": Sentence(
        _("It was booked already, and is no longer approved at the source"),
        _("It stands at the target as %(number)s."),
        _(
            "If it is approved again unchanged, it goes on by itself. To take the booking back, open the document and "
            "send it again; or put it right at the target and mark it as handled elsewhere."
        ),
    ),
    "source.withheld_unsupported": Sentence(
        _("The target has no place for withheld taxes"),
        "",
        _("Book it at the target by hand with its taxes, then mark it here as handled elsewhere."),
    ),
    "target.under_way": Sentence(
        _("The target has taken it and is not finished with it yet"),
        _("Its protocol: %(protocol)s."),
        _("Nothing to do: the hub asks what became of it, and sends nothing again before it knows."),
    ),
}
