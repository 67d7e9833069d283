"""The complex types of the simulated calls: which tags exist, of which kind, and how long they may be."""

from apps.sandbox.omie.tags import Kind, Type, anything, choice, day, flag, group, integer, money, rows, text

PAGING: dict[str, Kind] = {
    "pagina": integer,
    "registros_por_pagina": integer,
    "apenas_importado_api": flag,
    "ordenar_por": text(60),
    "ordem_descrescente": flag,
}
DATES: dict[str, Kind] = {
    "filtrar_por_data_de": day,
    "filtrar_por_data_ate": day,
    "filtrar_apenas_inclusao": flag,
    "filtrar_apenas_alteracao": flag,
}
HOURS: dict[str, Kind] = {"filtrar_por_hora_de": text(8), "filtrar_por_hora_ate": text(8)}
CODE = text(60)

CLIENT_TAG = Type("tags", {"tag": text(100)}, ("tag",))
CLIENT_TEXTS = {
    "razao_social": 60,
    "nome_fantasia": 100,
    "cnpj_cpf": 20,
    "telefone1_ddd": 5,
    "telefone1_numero": 15,
    "contato": 100,
    "endereco": 60,
    "endereco_numero": 10,
    "bairro": 60,
    "complemento": 60,
    "estado": 2,
    "cidade": 40,
    "cidade_ibge": 7,
    "cep": 10,
    "codigo_pais": 4,
    "telefone2_ddd": 5,
    "telefone2_numero": 15,
    "fax_ddd": 5,
    "fax_numero": 15,
    "email": 500,
    "homepage": 100,
    "inscricao_estadual": 20,
    "inscricao_municipal": 20,
    "inscricao_suframa": 20,
    "tipo_atividade": 1,
    "cnae": 7,
    "recomendacao_atraso": 2,
    "nif": 100,
    "documento_exterior": 20,
}
CLIENT_FLAGS = (
    "pessoa_fisica",
    "optante_simples_nacional",
    "produtor_rural",
    "contribuinte",
    "exterior",
    "inativo",
    "bloquear_faturamento",
    "bloquear_exclusao",
)
BANK_DATA = Type(
    "dadosBancarios",
    {
        "codigo_banco": text(3),
        "agencia": text(10),
        "conta_corrente": text(20),
        "doc_titular": text(20),
        "nome_titular": text(60),
        "transf_padrao": flag,
        "cChavePix": text(100),
    },
)
CLIENT = Type(
    "clientes_cadastro",
    {
        "codigo_cliente_omie": integer,
        "codigo_cliente_integracao": CODE,
        **{tag: text(most) for tag, most in CLIENT_TEXTS.items()},
        **dict.fromkeys(CLIENT_FLAGS, flag),
        "observacao": text(),
        "obs_detalhadas": text(),
        "valor_limite_credito": money,
        "tags": rows(CLIENT_TAG),
        "dadosBancarios": group(BANK_DATA),
        "recomendacoes": anything,
        "enderecoEntrega": anything,
        "caracteristicas": anything,
        "importado_api": flag,
        "info": anything,
    },
    read_only=("importado_api", "info"),
)
CLIENT_KEY = Type("clientes_cadastro_chave", {"codigo_cliente_omie": integer, "codigo_cliente_integracao": CODE})
CLIENT_FILTER = Type(
    "clientesFiltro",
    {
        "codigo_cliente_omie": integer,
        "codigo_cliente_integracao": CODE,
        "tags": rows(CLIENT_TAG),
        **{
            tag: text()
            for tag in (
                "cnpj_cpf",
                "razao_social",
                "nome_fantasia",
                "endereco",
                "bairro",
                "cidade",
                "estado",
                "cep",
                "contato",
                "email",
                "homepage",
                "inscricao_municipal",
                "inscricao_estadual",
                "inscricao_suframa",
                "pessoa_fisica",
                "optante_simples_nacional",
                "inativo",
            )
        },
    },
)
CLIENT_LIST = Type(
    "clientes_list_request",
    {
        **PAGING,
        **DATES,
        **HOURS,
        "ordem_decrescente": flag,
        "clientesFiltro": group(CLIENT_FILTER),
        "clientesPorCodigo": rows(CLIENT_KEY),
        "exibir_caracteristicas": flag,
        "exibir_obs": flag,
    },
)

COMPANY_LIST = Type("empresas_list_request", {**PAGING, **DATES})
CATEGORY_LIST = Type(
    "categoria_list_request", {**PAGING, "filtrar_apenas_ativo": flag, "filtrar_por_tipo": choice("D", "R")}
)
DEPARTMENT_LIST = Type("departamentos_list_request", {**PAGING, **DATES})
PROJECT_LIST = Type("projListarRequest", {**PAGING, **DATES, "nome_projeto": text()})
ACCOUNT_LIST = Type("fin_conta_corrente_listar_request", {**PAGING, **DATES, "filtrar_apenas_ativo": flag})
DOCUMENT_TYPE_SEARCH = Type("tipo_documento_pesquisar", {"codigo": text(5)})
DOCUMENT_TYPE_KEY = Type("tipo_documento_chave", {"codigo": text(5)}, ("codigo",))

ATTACHMENT_TABLES = (
    "cliente",
    "produto",
    "servico",
    "pedido-venda",
    "remessa-produto",
    "ordem-servico",
    "contrato-servico",
    "pedido-compra",
    "nota-entrada",
    "ordem-producao",
    "conta-pagar",
    "conta-receber",
    "conta-corrente",
    "conta-corrente-lancamento",
    "crm-contas",
    "crm-contatos",
    "crm-oportunidades",
    "com-recebimento",
)
ATTACH = Type(
    "geral_anexo_incluir_request",
    {
        "cCodIntAnexo": CODE,
        "cTabela": choice(*ATTACHMENT_TABLES),
        "nId": integer,
        "cNomeArquivo": text(100),
        "cTipoArquivo": text(10),
        "cArquivo": text(),
        "cMd5": text(32),
    },
    ("cTabela", "nId", "cNomeArquivo", "cArquivo", "cMd5"),
)
ATTACHMENT_LIST = Type(
    "geral_anexo_listar_request",
    {"nPagina": integer, "nRegPorPagina": integer, "nId": integer, "cTabela": choice(*ATTACHMENT_TABLES)},
    ("nId", "cTabela"),
)
ATTACHMENT_KEY = Type(
    "geral_anexo_excluir_request",
    {
        "nIdAnexo": integer,
        "cCodIntAnexo": CODE,
        "cTabela": choice(*ATTACHMENT_TABLES),
        "nId": integer,
    },
)
TITLE_SEARCH = Type(
    "lancamentos_pesquisar_request",
    {
        "nPagina": integer,
        "nRegPorPagina": integer,
        "nCodTitulo": integer,
        "cCodIntTitulo": text(60),
        "cNatureza": choice("P", "R"),
    },
)
