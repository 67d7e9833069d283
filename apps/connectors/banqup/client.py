"""One way to ask Banqup: its v4 API, of which no public page exists (see README.md for what is known how)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.connectors.banqup.faults import judge
from apps.core.account import Identity
from apps.core.errors import NotAuthorized
from apps.core.exchange import Answer
from apps.core.files import get_file
from apps.core.http import Http, Limit
from apps.core.paging import broken, listed

#: Banqup shows at most this many invoices on a page.
SIZE = 50
#: A longer file is left out.
LARGEST_FILE = 10 * 1024 * 1024
#: Nothing is published; this is what we allow ourselves.
CALLS = Limit(name="calls", calls=2, seconds=1, burst=10)
#: Newest first, so that a reading can end where the last one began.
NEWEST_FIRST = "last_updated_at,desc"
LINES = {"is_invoice_lines_included": "true"}
#: The states whose invoices are read where nobody has chosen others.
USUAL = {
    "purchase-invoices": frozenset({"ACCEPTED"}),
    "sales-invoices": frozenset({"SENT", "DELIVERED", "ARCHIVED"}),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list, and how many invoices there are in all."""

    entries: tuple[Mapping[str, Any], ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Banqup:
    """One company at Banqup; ``states`` are those that are read for anybody, by the register."""

    http: Http = field(repr=False)
    company: str
    platform: str = ""
    with_files: bool = True
    states: Mapping[str, frozenset[str]] = field(default_factory=lambda: {**USUAL})

    def ask(self, path: str, **query: str | int) -> Answer:
        """Ask for what lies at a path; raises what `judge` says."""
        return self.http.get_json(path, query, limits=(CALLS,), judge=judge)

    def sheet(self, register: str, number: int) -> Sheet:
        """Give one page of a list, counted from 0, with the positions of its invoices.

        Raises `Temporary` (``source.broken_answer``) for a page that is shorter than it says.
        """
        answer = self.ask(register, page=number, size=SIZE, sort=NEWEST_FIRST, **self.whose(), **LINES)
        listing = listed(answer.body, "results")
        total, entries = listing.around.get("total"), tuple(payload for payload, _raw in listing.entries)
        if not isinstance(total, int) or len(entries) < min(SIZE, total - number * SIZE):
            raise broken(answer.body)
        return Sheet(entries, total)

    def one(self, register: str, id_: str, **query: str | int) -> Mapping[str, Any]:
        """Give one entry of a register by its number."""
        answer = self.ask(f"{register}/{id_}", **query)
        body = answer.json() if answer.body.startswith(b"{") else None
        if not isinstance(body, dict):
            raise broken(answer.body)
        return body

    def file(self, link: str) -> bytes:
        """Give a file; only a link into the API itself is followed with our token."""
        base = self.http.base_url.rstrip("/") + "/"
        if link.startswith(base):
            return get_file(self.http, link.removeprefix(base), largest=LARGEST_FILE, limits=(CALLS,), judge=judge)
        return self.http.download(link, largest=LARGEST_FILE).body

    def whose(self) -> dict[str, str]:
        """Give the query that narrows a list to our company."""
        told = {"client_id": self.company, "platform_id": self.platform}
        return {name: value for name, value in told.items() if value}

    def owns(self, entry: Mapping[str, Any]) -> bool:
        """Tell whether an invoice is our company's; one that names nobody is."""
        owner = entry.get("client_id")
        return not self.company or owner is None or str(owner) == self.company


def open_client(http: Http, credentials: Mapping[str, str]) -> Banqup:
    """Give the client for one connection."""
    return Banqup(
        http=http,
        company=credentials.get("company", "").strip(),
        platform=credentials.get("platform_id", "").strip(),
        with_files=bool(credentials.get("with_files")),
    )


def company(client: Banqup) -> Identity:
    """Give the company whose invoices the credentials open.

    Banqup tells nobody who they are: the invoices do. Raises `NotAuthorized` when all of them
    belong to somebody else (``source.company_unknown``), or when the company keeps us out.
    """
    try:
        entries = client.sheet("purchase-invoices", 0).entries
    except NotAuthorized as refusal:
        about = {"field": "company"} if refusal.code == "source.company_not_linked" else {}
        raise NotAuthorized(refusal.code, **{**refusal.params, **about}) from refusal
    if entries and not any(client.owns(entry) for entry in entries):
        raise NotAuthorized("source.company_unknown", company=client.company, field="company")
    return Identity(account_id=client.company, name=f"Banqup {client.company}")
