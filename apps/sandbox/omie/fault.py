"""Omie's refusals in the vendor's own words; callers classify them by code and by text."""

from datetime import timedelta

from apps.sandbox.omie.clock import local_now


class Fault(Exception):
    """A refusal: Omie answers HTTP 500 also for business errors and for an empty page."""

    def __init__(self, text: str, *, code: str = "SOAP-ENV:Server", status: int = 500) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.status = status

    def body(self) -> dict[str, object]:
        """The envelope."""
        return {"faultstring": self.text, "faultcode": self.code}


class TooManyRequests(Fault):
    """The rate limit answers in an envelope of its own."""

    def __init__(self) -> None:
        super().__init__("Too Many Requests", code="429", status=429)

    def body(self) -> dict[str, object]:
        """The gateway's envelope, unlike all others."""
        return {"error_code": 429, "error_message": self.text, "error_hash": "9d2f6c1e7a40"}


def client_fault(number: int, text: str) -> Fault:
    """A fault of the numbered family."""
    return Fault(f"ERROR: {text}", code=f"SOAP-ENV:Client-{number}")


def invalid_json() -> Fault:
    return Fault("ERROR: Invalid JSON Object !", code="SOAP-ENV:Client")


def unknown_method(name: str) -> Fault:
    return Fault(f'ERROR: Function ("{name}") is not a valid method for this service', code="SOAP-ENV:Client")


def refused_key() -> Fault:
    return Fault("ERROR: A chave de acesso não está preenchida ou não é válida.", status=403)


def broken_response() -> Fault:
    return Fault("SOAP-ERROR: Broken response from Application Server (4)")


def unknown_tag(tag: str, kind: str) -> Fault:
    return client_fault(5001, f"Tag [{tag}] não faz parte da estrutura do tipo complexo [{kind}]!")


def required(tag: str) -> Fault:
    return client_fault(1020, f"O preenchimento da tag [{tag}] é obrigatório !")


def not_allowed(tag: str, when: str) -> Fault:
    return client_fault(1020, f"A tag [{tag}] somente pode ser informada {when} !")


def too_long(tag: str, most: int) -> Fault:
    return client_fault(1020, f"A tag [{tag}] ultrapassou o número máximo de caracteres permitido [{most}] !")


def wrong_type(tag: str, kind: str) -> Fault:
    return client_fault(1020, f"O conteúdo da tag [{tag}] não é válido para o tipo [{kind}] !")


def not_an_option(tag: str, options: tuple[str, ...]) -> Fault:
    return client_fault(
        105, f"O conteúdo da tag [{tag}] não é válido. Os valores disponíveis são: {', '.join(options)} !"
    )


def refused(text: str) -> Fault:
    """A business refusal: the vendor uses one code for all of them, so only the text tells them apart."""
    return client_fault(102, text)


def unknown_id(noun: str, value: object) -> Fault:
    return client_fault(105, f"{noun} para o Código [{value}] !")


def unknown_code(noun: str, value: object) -> Fault:
    return client_fault(103, f"{noun} para o Código de Integração [{value}] !")


def empty_page(page: int) -> Fault:
    return client_fault(5113, f"Não existem registros para a página [{page}]!")


def busy() -> Fault:
    return client_fault(1880, "Já existe uma requisição desse método sendo executada para este aplicativo.")


def redundant(seconds: int) -> Fault:
    return client_fault(
        6, f"Consumo redundante detectado. Aguarde {seconds} segundos para tentar novamente (REDUNDANT)."
    )


def already_processed() -> Fault:
    again = (local_now() + timedelta(seconds=60)).strftime("%H:%M:%S")
    text = f"Esta requisição já foi processada ou está sendo processada e você pode tentar novamente às {again}. (1)"
    return client_fault(1100, text)


def blocked(seconds: int) -> Fault:
    text = f"ERROR: API bloqueada por consumo indevido. Tente novamente em {seconds} segundos."
    return Fault(text, code="MISUSE_API_PROCESS", status=425)
