"""Every simulated vendor: what it is called, what it is for, and the faults that can be switched on at its door."""

from dataclasses import dataclass

#: What a door answers instead, before anything was done.
ODD_ANSWERS = ("429", "500", "html", "page", "empty", "moved")
#: What becomes of an answer although everything was done.
LOST_ANSWERS = ("drop_before_commit", "drop_after_commit", "500_after_commit", "html_after_commit", "slow")
ODD_PAGES = ("duplicate_rows", "skipped_rows", "same_page", "reopened_between_pages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One vendor; ``api`` is the path of its calls below its folder of addresses."""

    slug: str
    name: str
    about: str
    faults: tuple[str, ...] = ()
    api: str = ""


VENDORS = (
    Vendor(
        slug="omie",
        name="Omie",
        about="The ERP's books: titles, payments, attachments, and faults to switch on.",
        faults=(
            "429",
            "500",
            "html",
            "busy",
            "misuse",
            "refused_key",
            "duplicate_suppressed",
            "drop_before_commit",
            "drop_after_commit",
            "500_after_commit",
            "html_after_commit",
            "duplicate_after_commit",
            "fault_as_200",
            "slow",
            "read_lag",
        ),
        api="api/v1/",
    ),
    Vendor(
        slug="bluefleet",
        name="Blue Fleet",
        about="The fleet system: send notifications, see what is pending.",
    ),
    Vendor(
        slug="banqup",
        name="Banqup",
        about="The e-invoice platform: make invoices, accept them, revoke the sign-in.",
        faults=(*ODD_ANSWERS, "expired", "revoked", "drop_before_commit", "slow"),
        api="v4/",
    ),
    Vendor(
        slug="vexpenses",
        name="VExpenses",
        about="Expense reports: make, approve, reopen and pay them, move switches.",
        faults=(*ODD_ANSWERS, "truncated", "revoked", *ODD_PAGES, *LOST_ANSWERS),
        api="v2/",
    ),
    Vendor(
        slug="contaazul",
        name="Conta Azul",
        about="The small ERP: payables and their protocols, settle, edit, delete them.",
        faults=(*ODD_ANSWERS, "expired", "revoked", *LOST_ANSWERS),
        api="v1/",
    ),
    Vendor(
        slug="nibo",
        name="Nibo",
        about="The finance books: pay and edit schedules, see files, move switches, faults.",
        faults=(*ODD_ANSWERS, "revoked", *LOST_ANSWERS, "no_effect", "empty_message", "repeats", "skips"),
        api="empresas/v1/",
    ),
    Vendor(
        slug="yokoy",
        name="Yokoy",
        about="The expense and invoice processor: approve, reject, export, move switches.",
        faults=(*ODD_ANSWERS, "stale_token", "revoked", *LOST_ANSWERS),
        api="v1/",
    ),
)
