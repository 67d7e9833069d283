"""What Banqup's app gives under its bank accounts: statements as files, and some that nobody could book."""

from datetime import date
from decimal import Decimal

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from apps.sandbox.banqup.bank.camt053 import camt053
from apps.sandbox.banqup.bank.coda import coda
from apps.sandbox.banqup.bank.sheets import current, savings
from apps.sandbox.bluefleet.files import pdf

#: The name of each file, and what it is.
FILES = {
    "current.xml": "The current account as CAMT.053",
    "current-08.xml": "The same in a newer version of CAMT.053",
    "savings.cod": "The savings account as CODA",
    "current.pdf": "The current account as PDF",
    "current.sta": "The current account as MT940",
    "wrong-balance.xml": "CAMT.053 whose closing balance is one cent off",
    "cut-off.cod": "CODA of which the end is missing",
    "stolen.xml": "CAMT.053 that asks for a file of its reader",
}
STOLEN = b'<!DOCTYPE Document [<!ENTITY stolen SYSTEM "file:/etc/passwd">]>\n<Document'
MT940 = ":20:{day}\r\n:25:{account}\r\n:28C:227/1\r\n:60F:C{day}EUR18996,40\r\n:62F:C{day}EUR18589,85\r\n-\r\n"
TYPES = {"xml": "application/xml", "cod": "text/plain; charset=iso-8859-1", "pdf": "application/pdf"}


def download(name: str, day: date) -> Response:
    """One file, under its own name."""
    if name not in FILES:
        raise NotFound
    kind = TYPES.get(name.rpartition(".")[2], "text/plain")
    return Response(file(name, day), content_type=kind, headers={"Content-Disposition": f"attachment; filename={name}"})


def file(name: str, day: date) -> bytes:
    """The bytes of a file, for statements that end on a day."""
    sheets, saved = current(day), coda(savings(day))
    whole, closing = camt053(sheets), sheets[-1].closing
    return {
        "current.xml": whole,
        "current-08.xml": camt053(sheets, version=8),
        "savings.cod": saved,
        "current.pdf": pdf("Bank statement"),
        "current.sta": MT940.format(day=day.strftime("%y%m%d"), account=sheets[0].account).encode(),
        "wrong-balance.xml": whole.replace(f">{closing}<".encode(), f">{closing + Decimal('0.01')}<".encode()),
        "cut-off.cod": saved[:-200],
        "stolen.xml": whole.replace(b"<Document", STOLEN, 1),
    }[name]
