"""The rows that hosts need: `python -m tests.hosts.scene TARGET CLIENT_SECRET REFRESH_TOKEN` tells where to send."""

import json
import sys

import django


def make(target: str, client_secret: str, refresh_token: str) -> list[str]:
    """Make tables, connections and the flow; give the address of the hook and the header's value."""
    django.setup()
    from apps.hub.drill import scene  # noqa: PLC0415  models can be imported only once Django is set up
    from apps.hub.models import Connection  # noqa: PLC0415

    source, booked = scene.make(0, client_secret, refresh_token)
    Connection.objects.filter(pk=booked.pk).update(base_url=f"http://{target}/")
    return list(scene.hook_of(source))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(*sys.argv[1:])) + "\n")
