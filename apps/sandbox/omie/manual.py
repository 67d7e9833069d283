"""The page that documents a service when its address is opened in a browser."""

from markupsafe import Markup

from apps.sandbox.html import page
from apps.sandbox.omie.operations import SERVICES
from apps.sandbox.omie.tags import Type


def manual(service: str) -> str:
    """Each call of the service with the tags of its parameter."""
    described = Markup("").join(_call(name, operation.type) for name, operation in SERVICES[service].items())
    return page(f"/api/v1/{service}/", described)


def _call(name: str, type_: Type) -> Markup:
    tags = ", ".join(tag for tag in type_.tags if tag not in type_.read_only)
    return Markup("<section class='card'><h2>{}</h2><p><code>{}</code></p><p>{}</p></section>").format(
        name, type_.name, tags
    )
