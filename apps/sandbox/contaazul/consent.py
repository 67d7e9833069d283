"""The vendor's own sign-in page: no frame of the sandbox around it."""

from markupsafe import Markup

from apps.sandbox.contaazul import cast

FRAME = Markup(
    "<!doctype html><html lang='pt-BR'><head><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'><title>{title}</title>"
    "<link rel='icon' href='data:,'><link rel='stylesheet' href='/static/sandbox.css'></head>"
    "<body><main><section class='card'><h1>{title}</h1>{content}</section></main></body></html>"
)
KEPT = (
    "client_id",
    "redirect_uri",
    "response_type",
    "state",
    "scope",
    "code_challenge",
    "code_challenge_method",
)
BUTTONS = Markup(
    "<div class='row'><button name='decision' value='allow'>Entrar como usuário do ERP</button>"
    "<button name='decision' value='portal'>Entrar como usuário do portal de desenvolvedores</button>"
    "<button name='decision' value='deny'>Cancelar</button></div>"
)


def page(asked: dict[str, str]) -> str:
    """Who asks for what, and the answers: the right user, the wrong one, and none."""
    hidden = Markup("").join(
        Markup("<input type='hidden' name='{}' value='{}'>").format(name, asked[name]) for name in KEPT if name in asked
    )
    told = Markup("<p>{}, {}.</p><p><strong>{}</strong> quer acessar os dados da sua conta na Conta Azul.</p>")
    content = told.format(cast.USER, cast.COMPANY["razao_social"], asked["client_id"])
    form = Markup("<form method='post'>{}{}</form>").format(hidden, BUTTONS)
    return str(FRAME.format(title="Conta Azul: login (sandbox)", content=content + form))


def refusal(text: str) -> str:
    """The page for a request that leads nowhere."""
    return str(FRAME.format(title="An error was encountered", content=Markup("<p>{}</p>").format(text)))
