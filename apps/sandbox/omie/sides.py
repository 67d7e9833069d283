"""Payables and receivables are one thing seen from two sides; this is all in which they differ."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """One of the two sides."""

    register: str
    noun: str
    list_name: str
    direction: str
    origin: str
    settled: str
    at_once: str
    at_once_code: str
    settlements: str
    settlement: str
    excluding_key: str
    attachments: str


PAYABLES = Side(
    register="contapagar",
    noun="Conta a Pagar",
    list_name="conta_pagar_cadastro",
    direction="conta_despesa",
    origin="APIP",
    settled="PAGO",
    at_once="pagamento",
    at_once_code="codigo_pagamento_integracao",
    settlements="pagamentos",
    settlement="Pagamento",
    excluding_key="codigo_lancamento_omie",
    attachments="conta-pagar",
)
RECEIVABLES = Side(
    register="contareceber",
    noun="Conta a Receber",
    list_name="conta_receber_cadastro",
    direction="conta_receita",
    origin="APIR",
    settled="RECEBIDO",
    at_once="recebimento",
    at_once_code="codigo_recebimento_integracao",
    settlements="recebimentos",
    settlement="Recebimento",
    excluding_key="chave_lancamento",
    attachments="conta-receber",
)
SIDES = (PAYABLES, RECEIVABLES)
