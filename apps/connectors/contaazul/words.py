"""Texts and keys as Conta Azul takes them, and its fixed list of ways to pay."""

import base64
import hashlib

from apps.core.account import Option

#: The vendor's words (OpenAPI of the financial API) as its own screens name them.
METHODS = tuple(
    Option(value=value, label=label)
    for value, label in (
        ("PIX_PAGAMENTO_INSTANTANEO", "Pix"),
        ("TRANSFERENCIA_BANCARIA", "Transferência bancária"),
        ("DEPOSITO_BANCARIO", "Depósito bancário"),
        ("DINHEIRO", "Dinheiro"),
        ("CARTAO_CREDITO", "Cartão de crédito"),
        ("CARTAO_DEBITO", "Cartão de débito"),
        ("BOLETO_BANCARIO", "Boleto bancário"),
        ("CARTAO_CREDITO_VIA_LINK", "Cartão de crédito via link"),
        ("CHEQUE", "Cheque"),
        ("PIX_COBRANCA", "Pix cobrança"),
        ("DEBITO_AUTOMATICO", "Débito automático"),
        ("CARTEIRA_DIGITAL", "Carteira digital"),
        ("CASHBACK", "Cashback"),
        ("CREDITO_LOJA", "Crédito da loja"),
        ("CREDITO_VIRTUAL", "Crédito virtual"),
        ("PROGRAMA_FIDELIDADE", "Programa de fidelidade"),
        ("SEM_PAGAMENTO", "Sem pagamento"),
        ("VALE_ALIMENTACAO", "Vale-alimentação"),
        ("VALE_COMBUSTIVEL", "Vale-combustível"),
        ("VALE_PRESENTE", "Vale-presente"),
        ("VALE_REFEICAO", "Vale-refeição"),
        ("OUTRO", "Outro"),
    )
)
#: With this our own entries are known among everybody's: nothing else there holds a key of ours.
MARK = "PONTE-"
DIGITS, LONGEST_KEY, KEPT = 12, 100, 40


def token_of(key: str) -> str:
    """Give the mark that an entry under a key carries in its texts; sixty bits, so that two out of millions differ."""
    return MARK + base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:DIGITS]


def key_of(code: str) -> str:
    """Give an operation key for a title's code; a very long one keeps its beginning and becomes a checksum."""
    return code if len(code) <= LONGEST_KEY else f"{code[:KEPT]}-{token_of(code)}"


def clean(text: str, longest: int) -> str:
    """Give one line of printable text, cut to ``longest`` characters."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:longest].rstrip()


def marked(text: str, key: str, longest: int) -> str:
    """Give a text that ends in the mark of a key; only what stands before the mark is cut."""
    token = f"[{token_of(key)}]"
    return f"{clean(text, longest - len(token) - 1)} {token}".strip()
