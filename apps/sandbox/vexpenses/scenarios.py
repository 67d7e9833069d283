"""The situations that can be made, by hand and from tests: each a function that puts a report into the books."""

from collections.abc import Callable
from datetime import datetime, timedelta

from apps.sandbox.vexpenses import cast
from apps.sandbox.vexpenses.books import EXPENSES, REPORTS, SAO_PAULO, Body, Books, stamp
from apps.sandbox.vexpenses.builder import driven, forty, report, shares, spent

Make = Callable[[Books], int]
SEVERAL = 250


def lunch_and_kilometres(books: Books) -> int:
    """A lunch that two cost centres bear, and 75.76 km: 275.40 in all."""
    lunch = spent(150.4, **shares((cast.FINANCE, 70), (cast.SALES, 30)))
    return report(books, [lunch, driven("75.76", "1.6500", 125)])


def one_taxi(books: Books) -> int:
    """One taxi ride, of an employee with a PIX key."""
    return report(books, [spent(42.9, "Táxi", cast.TRANSPORT)], "VISITA A CLIENTE", user=cast.JOAO)


def three_types(books: Books) -> int:
    """A journey with lodging, food and transport."""
    taxi = spent(61, "Táxi aeroporto", cast.TRANSPORT)
    return report(books, [spent(420.55, "Hotel", cast.LODGING), spent(88.2, "Jantar"), taxi], "VIAGEM MANAUS")


def two_of_a_type(books: Books) -> int:
    """Two lunches and a hotel: two types."""
    lunches = [spent(35.5), spent(41.25, "Almoço com fornecedor")]
    return report(books, [*lunches, spent(310, "Hotel", cast.LODGING)], "VISITA SANTOS")


def for_a_project(books: Books) -> int:
    """A lunch with the number of a project (or of a route: the vendor does not say)."""
    return report(books, [spent(77.7, course_id=cast.NORTH)], "IMPLANTAÇÃO NORTE")


def dollars_with_rate(books: Books) -> int:
    """A hotel of 120 dollars at 5.4321."""
    told = {"original_currency_iso": "USD", "exchange_rate": 5.4321, "converted_value": 651.85}
    hotel = spent(120, "Hotel Miami", cast.LODGING, **told, converted_currency_iso="BRL")
    return report(books, [hotel], "VIAGEM MIAMI")


def partly_on_the_card(books: Books) -> int:
    """A lunch paid privately, and a hotel on the company's card that nobody gets back."""
    card: Body = {"reimbursable": False, "payment_method_id": cast.COMPANY_CARD}
    return report(books, [spent(54.3), spent(380, "Hotel", cast.LODGING, **card)], "VIAGEM CURITIBA")


def several_pages(books: Books) -> int:
    """Two hundred and fifty approved reports at once: three pages."""
    now = datetime.now(SAO_PAULO)
    return [report(books, [spent(20 + turn / 4)], at=now - timedelta(seconds=turn)) for turn in range(SEVERAL)][-1]


def still_open(books: Books) -> int:
    """A report that its owner still writes at."""
    return report(books, [spent(18.9)], "SEMANA 12", status="ABERTO")


def handed_in(books: Books) -> int:
    """A report that waits for approval: approve it below."""
    return report(books, [spent(63.4)], "SEMANA 13", status="ENVIADO")


def rejected(books: Books) -> int:
    """A report that was rejected."""
    return report(books, [spent(990)], "JANTAR DE EQUIPE", status="REPROVADO")


def already_paid(books: Books) -> int:
    """A report that was approved and paid."""
    return report(books, [spent(31.7)], "SEMANA 11", status="PAGO", payment_date=stamp())


def reopened_later(books: Books) -> int:
    """The newest approved report is reopened."""
    return put_newest(books, status="REABERTO")


def rejected_later(books: Books) -> int:
    """The newest approved report is rejected after all."""
    return put_newest(books, status="REPROVADO")


def changed_later(books: Books) -> int:
    """The newest approved report was reopened, costs ten more, and is approved again."""
    id_ = put_newest(books, approval_date=stamp())
    first = books.below(EXPENSES, id_)[0]
    books.put(EXPENSES, {**first, "value": first["value"] + 10})
    return id_


def paid_later(books: Books) -> int:
    """The newest approved report is paid."""
    return put_newest(books, status="PAGO", payment_date=stamp())


def no_expenses(books: Books) -> int:
    """An approved report without expenses."""
    return report(books, [], "VAZIO")


def nothing_left(books: Books) -> int:
    """A report of which every expense was rejected or taken out."""
    return report(books, [spent(50, rejected=1), spent(60, on=False)], "TUDO RECUSADO")


def one_rejected(books: Books) -> int:
    """A report of two expenses, one of them rejected."""
    return report(books, [spent(44.1), spent(999, "Presente", cast.GIFTS, rejected=1)], "PARCIAL")


def negative_net(books: Books) -> int:
    """A report whose advance was larger than what was spent."""
    return report(books, [spent(80), spent(-250, "Adiantamento", cast.TRANSPORT)], "ADIANTAMENTO")


def dollars_without_rate(books: Books) -> int:
    """A hotel in dollars, and nobody has said what a dollar is worth."""
    hotel = spent(120, "Hotel Miami", cast.LODGING, original_currency_iso="USD")
    return report(books, [hotel], "VIAGEM MIAMI SEM TAXA")


def only_the_card(books: Books) -> int:
    """A report with nothing to give back: all on the company's card."""
    card: Body = {"reimbursable": False, "payment_method_id": cast.COMPANY_CARD}
    return report(books, [spent(210, **card)], "CARTÃO CORPORATIVO")


def shares_of_99_99(books: Books) -> int:
    """A lunch whose three shares add up to 99.99 per cent."""
    parts = shares((cast.FINANCE, 33.33), (cast.SALES, 33.33), (cast.LOGISTICS, 33.33))
    return report(books, [spent(100, **parts)], "RATEIO 99,99")


def shares_of_100_01(books: Books) -> int:
    """A lunch whose shares add up to 100.01 per cent."""
    return report(books, [spent(100, **shares((cast.FINANCE, 50), (cast.SALES, 50.01)))], "RATEIO 100,01")


def shares_of_90(books: Books) -> int:
    """A lunch of which a tenth is borne by nobody."""
    return report(books, [spent(100, **shares((cast.FINANCE, 50), (cast.SALES, 40)))], "RATEIO 90")


def forty_cost_centres(books: Books) -> int:
    """A dinner that forty cost centres bear in equal parts."""
    parts = shares(*((key, 2.5) for key in forty(books)))
    return report(books, [spent(1234.57, "Jantar anual", **parts)], "RATEIO 40 FILIAIS")


def kilometres_half_a_cent(books: Books) -> int:
    """75.70 km at 1.6500 are 124.905, which is 124.91."""
    return report(books, [driven("75.70", "1.6500", 124.91)], "KM")


def without_cpf(books: Books) -> int:
    """An employee without a CPF, whose bank account ends in a letter."""
    return report(books, [spent(29.9)], "SEM CPF", user=cast.ANA)


def odd_names(books: Books) -> int:
    """Separators, line breaks, quotes and emoji in every name there is."""
    lunch = spent(12.34, 'Café; "pão" | queijo\r\ne ☕️')
    return report(books, [lunch], 'VIAGEM; "ESPECIAL"\nlinha 2 | 🚀 ﬁm', user=cast.ZOE)


def code_missing(books: Books) -> int:
    """An expense type without a code in the ERP, of an employee without one."""
    return report(books, [spent(150, "Presente", cast.GIFTS)], "BRINDES", user=cast.APPROVER)


def receipt_gone(books: Books) -> int:
    """An expense whose receipt is no longer there."""
    return report(books, [spent(66.6, _receipt="gone-1.jpg")], "RECIBO PERDIDO")


def huge_amount(books: Books) -> int:
    """An amount that no file has room for."""
    return report(books, [spent(12_345_678_901.5, "Servidor", cast.LODGING)], "VALOR ENORME")


def put_newest(books: Books, **told: object) -> int:
    """Changes the newest approved report that nobody has paid, or a new one where there is none."""
    body = newest_approved(books) or books.find(REPORTS, one_taxi(books))
    assert body is not None
    return int(books.put(REPORTS, {**body, **told})["id"])


def newest_approved(books: Books) -> Body | None:
    """The newest report that is approved and not paid."""
    rows = books.latest(REPORTS, SEVERAL)
    return next((row for row in rows if row["status"] == "APROVADO" and not row["payment_date"]), None)


GROUPS: dict[str, tuple[Make, ...]] = {
    "Ordinary": (
        lunch_and_kilometres, one_taxi, three_types, two_of_a_type, for_a_project, dollars_with_rate,
        partly_on_the_card, several_pages,
    ),
    "Not approved": (still_open, handed_in, rejected),
    "Later changes": (reopened_later, rejected_later, changed_later, paid_later, already_paid),
    "Odd": (
        no_expenses, nothing_left, one_rejected, negative_net, dollars_without_rate, only_the_card, shares_of_99_99,
        shares_of_100_01, shares_of_90, forty_cost_centres, kilometres_half_a_cent, without_cpf, odd_names,
        code_missing, receipt_gone, huge_amount,
    ),
}  # fmt: skip
SCENARIOS: dict[str, Make] = {make.__name__: make for group in GROUPS.values() for make in group}
FIRST_DAY = ("lunch_and_kilometres", "one_taxi", "three_types", "partly_on_the_card", "handed_in", "still_open")


def first_day(books: Books) -> None:
    """What is there before anybody has pressed a button."""
    for name in FIRST_DAY:
        SCENARIOS[name](books)
