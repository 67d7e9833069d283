"""The movements of a CODA statement: records 2.1 to 2.3, their details, and the information of records 3."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from apps.core.documents import Movement, Party
from apps.core.statements.coda_lines import Line, amount_in, day_in, required_day, unexpected
from apps.core.statements.sheet import plain

#: Types of a movement, in the first figure of its code, whose amount is the sum of the details that follow.
TOTALISED = ("1", "2")
#: Structured communications: the payee's reference of ISO 11649, the Belgian ones, and that of a direct debit.
ISO_REFERENCE, BELGIAN, DIRECT_DEBIT = "100", ("101", "102"), "127"
#: Kinds of a rejected, returned, refunded, reversed or cancelled payment.
TAKEN_BACK = ("1", "2", "3", "4", "5")
#: Information about who stands on the other side.
ABOUT_PARTY = "001"


@dataclass(slots=True)
class Move:
    """One record 2.1 with what belongs to it."""

    line: Line
    amount: Decimal
    second: Line | None = None
    third: Line | None = None
    information: list[str] = field(default_factory=list)
    details: "list[Move]" = field(default_factory=list)

    def movements(self) -> "list[Movement]":
        """Give the details where they were totalled and make up the amount, else the movement itself."""
        totalised = self.line.part(54, 54) in TOTALISED
        if totalised and self.details and sum(one.amount for one in self.details) == self.amount:
            return [movement(one, self) for one in self.details]
        return [movement(self, self)]


def moves_in(lines: Sequence[Line], currency: str) -> Iterator[Move]:
    """Give the movements of a statement, each with its details."""
    main: Move | None = None
    for piece in pieces_in(lines, currency):
        same = main is not None and main.line.part(3, 6) == piece.line.part(3, 6)
        if main is not None and same and piece.line.part(7, 10) != "0000":
            main.details.append(piece)
            continue
        if main is not None:
            yield main
        main = piece
    if main is not None:
        yield main


def pieces_in(lines: Sequence[Line], currency: str) -> Iterator[Move]:
    """Put every record behind its 2.1; raises `Rejected` for one without."""
    piece: Move | None = None
    for line in lines:
        if line.kind == "21":
            if piece:
                yield piece
            piece = Move(line, amount_in(line, 32, currency=currency))
        elif piece is None or not attached(line, piece):
            raise unexpected(line)
    if piece:
        yield piece


def attached(line: Line, piece: Move) -> bool:
    """Hang a record on the movement before it; False where it belongs to another one."""
    if line.part(3, 6) != piece.line.part(3, 6):
        return False
    match line.kind:
        case "22":
            piece.second = line
        case "23":
            piece.third = line
        case "31":
            piece.information.append(line.part(40, 113))
        case "32" | "33" if piece.information:
            piece.information[-1] += line.part(11, 115 if line.kind == "32" else 100)
        case _:
            return False
    return True


def movement(move: Move, main: Move) -> Movement:
    """Give one movement; a detail is booked on the day of the whole."""
    line, second, third = move.line, move.second, move.third
    structured, message = communication_of(move)
    account = plain(third.part(11, 44)).split()[:1] if third else []
    return Movement(
        booked=day_in(line, 116) or required_day(main.line, 116),
        amount=move.amount,
        valued=day_in(line, 48) or day_in(main.line, 48),
        party=party_of(move),
        party_account="".join(account),
        reference=plain(line.part(11, 31)) or plain(main.line.part(11, 31)),
        end_to_end=plain(second.part(64, 98)) if second else "",
        structured=structured,
        message=message,
        code=line.part(54, 61).strip(),
        reversal=second is not None and second.part(113, 113) in TAKEN_BACK,
    )


def communication_of(move: Move) -> tuple[str, str]:
    """Give the reference that the payee had asked for, and the free text with what information adds to it."""
    text = move.line.part(63, 115)
    text += (move.second.part(11, 63) if move.second else "") + (move.third.part(83, 125) if move.third else "")
    further = [plain(told[1:]) for told in move.information if told[0] != "1"]
    if move.line.part(62, 62) != "1":
        return "", plain(" ".join([text, *further]))
    structured, message = meant(text[:3], text[3:])
    return structured, plain(" ".join([message, *further]))


def meant(kind: str, text: str) -> tuple[str, str]:
    """Give reference and message of a structured communication."""
    if kind == ISO_REFERENCE:
        return "".join(text.split()), ""
    if kind in BELGIAN and text[:12].isdecimal():
        return text[:12], ""
    if kind == DIRECT_DEBIT:  # day and kind of the debit (9), creditor (35), mandate (35), then what the creditor says
        return "", text[79:141] if text[79:141].strip() else f"{text[9:44]} {text[44:79]}"
    return "", text


def party_of(move: Move) -> Party | None:
    """Give who stands on the other side: in the movement itself, or in full in the information about it."""
    told = next((one[4:] for one in move.information if one[:4] == f"1{ABOUT_PARTY}"), "")
    name = (plain(move.third.part(48, 82)) if move.third else "") or plain(told[:70])
    if not name:
        return None
    return Party(code=name[:60], name=plain(told[:70]) or name, street=plain(told[70:105]), city=plain(told[105:140]))
