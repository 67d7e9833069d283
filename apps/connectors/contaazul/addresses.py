"""Where Conta Azul answers, and where it signs in: an Amazon Cognito of its own.

https://developers.contaazul.com/auth
"""

PRODUCTION = "https://api-v2.contaazul.com/v1/"
SIGN_IN = "https://auth.contaazul.com"
#: Below the address of the simulated vendors.
SANDBOX_PATH = "contaazul/v1/"


def sign_in(base: str) -> str:
    """Give where one signs in; an installation that is not Conta Azul's own has it beside its API."""
    return SIGN_IN if base.startswith("https://api-v2.contaazul.com") else base.rstrip("/").removesuffix("/v1")


def authorise(base: str) -> str:
    """Give the page on which a person lets us in."""
    return f"{sign_in(base)}/oauth2/authorize"


def token(base: str) -> str:
    """Give where tokens are asked for."""
    return f"{sign_in(base)}/oauth2/token"
