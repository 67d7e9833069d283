"""What became of a payable at Omie: open, paid in part, paid, or gone."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from apps.connectors.omie.booking import number_of
from apps.connectors.omie.client import Omie
from apps.connectors.omie.faults import BRASILIA, Missing
from apps.core.connector import Standing

PATH = "financas/pesquisartitulos/"
LIST = "titulosEncontrados"
GONE = Standing(code="gone", words=_("No longer in Omie"), final=True, wrong=True)
OPEN = Standing(code="open", words=_("Open in Omie"))
IN_PART = Standing(code="in_part", words=_("Paid in part in Omie"))
CANCELLED = Standing(code="cancelled", words=_("Cancelled in Omie"), final=True, wrong=True)


def payable(client: Omie, target_id: str) -> Standing:
    """Give what became of a payable; the search is used, as the same title may be consulted only once a minute."""
    asked = {"nPagina": 1, "nRegPorPagina": 1, "nCodTitulo": number_of("nCodTitulo", target_id)}
    try:
        titles = client.call(PATH, "PesquisarLancamentos", asked, writes=False).get(LIST) or []
    except Missing:
        return GONE
    return standing_of(titles[0]) if titles else GONE


def standing_of(title: Mapping[str, Any]) -> Standing:
    """Read one title of the search."""
    head, sums = title.get("cabecTitulo") or {}, title.get("resumo") or {}
    if str(head.get("cStatus", "")).upper() == "CANCELADO":
        return CANCELLED
    if str(sums.get("cLiquidado", "")).upper() == "S":
        return Standing(code="paid", words=_("Paid in Omie"), final=True, paid_on=day_of(head.get("dDtPagamento")))
    return IN_PART if Decimal(str(sums.get("nValPago") or 0)) else OPEN


def day_of(text: object) -> date:
    """Give the day of a payment; today in Brasília where Omie tells none, for paid it is."""
    try:
        return datetime.strptime(str(text), "%d/%m/%Y").replace(tzinfo=BRASILIA).date()
    except ValueError:
        return datetime.now(BRASILIA).date()
