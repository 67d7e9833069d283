"""The vendor's own pages at the sign-in: no frame of the sandbox around them."""

from markupsafe import Markup

from apps.sandbox.banqup import cast

FRAME = Markup(
    "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
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
    "nonce",
    "code_challenge",
    "code_challenge_method",
)


def page(asked: dict[str, str]) -> str:
    """Who asks for what, and the two answers."""
    hidden = Markup("").join(
        Markup("<input type='hidden' name='{}' value='{}'>").format(name, asked[name]) for name in KEPT if name in asked
    )
    buttons = Markup(
        "<div class='row'><button name='decision' value='allow'>Allow</button>"
        "<button name='decision' value='deny'>Deny</button></div>"
    )
    told = Markup("<p>Signed in as {}, {}.</p><p><strong>{}</strong> wants to read your invoices at Banqup.</p>")
    form = Markup("<form method='post'>{}{}</form>").format(hidden, buttons)
    content = told.format(cast.USER, cast.COMPANY_NAME, asked["client_id"]) + form
    return str(FRAME.format(title="Banqup sign-in (sandbox)", content=content))


def refusal(text: str) -> str:
    """The page for a request that leads nowhere."""
    return str(FRAME.format(title="We are sorry...", content=Markup("<p>{}</p>").format(text)))
