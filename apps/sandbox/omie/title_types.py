"""The complex types of titles and their settlement, on both sides."""

from apps.sandbox.omie.catalogue import CODE, DATES, PAGING
from apps.sandbox.omie.tags import Kind, Type, anything, choice, day, flag, group, integer, money, percent, rows, text

TAXES = ("pis", "cofins", "csll", "ir", "iss", "inss")
CATEGORY_SHARE = Type(
    "categorias", {"codigo_categoria": text(20), "percentual": percent, "valor": money}, ("codigo_categoria",)
)
DEPARTMENT_SHARE = Type(
    "distribuicao", {"cCodDep": text(20), "cDesDep": text(), "nPerDep": percent, "nValDep": money}, ("cCodDep",)
)
CNAB = Type(
    "cnab_integracao_bancaria",
    {
        "codigo_forma_pagamento": choice("TRA", "BOL", "PIX"),
        "banco_transferencia": text(3),
        "agencia_transferencia": text(10),
        "conta_corrente_transferencia": text(20),
        "finalidade_transferencia": text(10),
        "cpf_cnpj_transferencia": text(20),
        "nome_transferencia": text(60),
        "codigo_barras_boleto": text(70),
        "juros_boleto": money,
        "multa_boleto": money,
        "pix_qrcode": text(),
    },
)
SETTLEMENT: dict[str, Kind] = {
    "codigo_conta_corrente": integer,
    "valor": money,
    "desconto": money,
    "juros": money,
    "multa": money,
    "data": day,
    "observacao": text(),
}
PAID_AT_ONCE = Type("pagamento", {"codigo_pagamento_integracao": CODE, **SETTLEMENT})
RECEIVED_AT_ONCE = Type("recebimento", {"codigo_recebimento_integracao": CODE, **SETTLEMENT})
TITLE_READ_ONLY = ("id_origem", "info", "operacao", "status_titulo", "importado_api", "valor_pag")
TITLE: dict[str, Kind] = {
    "codigo_lancamento_omie": integer,
    "codigo_lancamento_integracao": CODE,
    "codigo_cliente_fornecedor": integer,
    "codigo_cliente_fornecedor_integracao": CODE,
    "data_vencimento": day,
    "data_previsao": day,
    "data_emissao": day,
    "data_entrada": day,
    "valor_documento": money,
    "codigo_categoria": text(20),
    "categorias": rows(CATEGORY_SHARE),
    "distribuicao": rows(DEPARTMENT_SHARE),
    "id_conta_corrente": integer,
    "numero_documento": text(20),
    "numero_documento_fiscal": text(20),
    "numero_pedido": text(15),
    "numero_parcela": text(7),
    "codigo_tipo_documento": text(5),
    "chave_nfe": text(44),
    "codigo_barras_ficha_compensacao": text(70),
    "codigo_projeto": integer,
    "codigo_vendedor": integer,
    "observacao": text(),
    "nsu": text(20),
    "bloquear_exclusao": flag,
    "bloqueado": flag,
    "baixa_bloqueada": flag,
    "baixar_documento": flag,
    "conciliar_documento": flag,
    **{f"retem_{tax}": flag for tax in TAXES},
    **{f"valor_{tax}": money for tax in TAXES},
    **dict.fromkeys(TITLE_READ_ONLY, anything),
}
PAYABLE = Type(
    "conta_pagar_cadastro",
    {
        **TITLE,
        "cnab_integracao_bancaria": group(CNAB),
        "servico_tomado": anything,
        "aprendizado_rateio": flag,
        "pagamento": group(PAID_AT_ONCE),
    },
    read_only=TITLE_READ_ONLY,
)
RECEIVABLE = Type(
    "conta_receber_cadastro",
    {
        **TITLE,
        "data_registro": day,
        "boleto": anything,
        "nCodPedido": integer,
        "nCodOS": integer,
        "repeticao": anything,
        "recebimento": group(RECEIVED_AT_ONCE),
    },
    read_only=(*TITLE_READ_ONLY, "nCodPedido", "nCodOS"),
)
PAYABLE_KEY = Type(
    "conta_pagar_cadastro_chave", {"codigo_lancamento_omie": integer, "codigo_lancamento_integracao": CODE}
)
RECEIVABLE_LOOK_UP = Type("lcrChave", {"codigo_lancamento_omie": integer, "codigo_lancamento_integracao": CODE})
RECEIVABLE_KEY = Type(
    "conta_receber_cadastro_chave", {"chave_lancamento": integer, "codigo_lancamento_integracao": CODE}
)
TITLE_LIST: dict[str, Kind] = {
    **PAGING,
    **DATES,
    "exibir_obs": flag,
    "filtrar_por_emissao_de": day,
    "filtrar_por_emissao_ate": day,
    "filtrar_por_registro_de": day,
    "filtrar_por_registro_ate": day,
    "filtrar_conta_corrente": integer,
    "filtrar_cliente": integer,
    "filtrar_por_cpf_cnpj": text(),
    "filtrar_por_projeto": integer,
    "filtrar_por_vendedor": integer,
}
OPEN_STATES = ("EMABERTO", "PAGTO_PARCIAL", "VENCEHOJE", "AVENCER", "ATRASADO")
PAYABLE_LIST = Type(
    "lcpListarRequest",
    {**TITLE_LIST, "filtrar_por_status": choice("CANCELADO", "PAGO", "LIQUIDADO", *OPEN_STATES)},
)
RECEIVABLE_LIST = Type(
    "lcrListarRequest",
    {**TITLE_LIST, "filtrar_por_status": choice("CANCELADO", "RECEBIDO", "LIQUIDADO", *OPEN_STATES)},
)
SETTLING: dict[str, Kind] = {
    "codigo_lancamento": integer,
    "codigo_lancamento_integracao": CODE,
    "codigo_baixa": integer,
    "codigo_baixa_integracao": CODE,
    "conciliar_documento": flag,
    **SETTLEMENT,
}
MUST_SETTLE = ("codigo_conta_corrente", "valor", "data")
PAY = Type("conta_pagar_lancar_pagamento", SETTLING, MUST_SETTLE, ("codigo_baixa",))
RECEIVE = Type(
    "conta_receber_lancar_recebimento",
    {**SETTLING, "bloqueado": flag, "nsu": text(20)},
    MUST_SETTLE,
    ("codigo_baixa",),
)
UNSETTLING: dict[str, Kind] = {"codigo_baixa": integer, "codigo_baixa_integracao": CODE}
UNPAY = Type("conta_pagar_cancelar_pagamento", UNSETTLING)
UNRECEIVE = Type("conta_receber_cancelar_recebimento", UNSETTLING)
