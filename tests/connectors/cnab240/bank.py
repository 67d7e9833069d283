"""A bank that answers: it takes a file that was sent apart by its own rules, and gives the return file."""

from collections.abc import Mapping

CRLF = b"\r\n"


def answer(sent: bytes, said: Mapping[str, str], *, lots: Mapping[str, str] | None = None, file: str = "") -> bytes:
    """Give the return file of a sent one: codes for payments by their numbers, for lots by theirs, for the file."""
    lines = [line.decode() for line in sent.split(CRLF) if line]
    return CRLF.join(answered(line, said, lots or {}, file).encode("iso8859-1") for line in lines) + CRLF


def answered(line: str, said: Mapping[str, str], lots: Mapping[str, str], file: str) -> str:
    """Give one line as the bank sends it back."""
    kind = line[7]
    if kind == "0":
        return coded(line[:142] + "2" + line[143:], file)
    if kind == "1":
        return coded(line, lots.get(line[3:7], ""))
    if kind == "3" and line[13] == "A":
        return paid(line, said.get(line[73:93].strip(), ""))
    if kind == "3" and line[13] == "J" and line[17:19] != "52":
        return coded(line, said.get(line[182:202].strip(), ""))
    return line


def paid(line: str, codes: str) -> str:
    """Give a transfer with the bank's number, and where it was paid with day and amount."""
    if "00" in codes:
        line = line[:154] + line[93:101] + line[119:134] + line[177:]
    return coded(line[:134] + "987654".ljust(15) + line[149:], codes)


def coded(line: str, codes: str) -> str:
    return line[:230] + codes.ljust(10) if codes else line
