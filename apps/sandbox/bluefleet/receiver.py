"""Where notifications go, and how Blue Fleet proves itself there."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MODES = ("header", "oauth2", "none")
SOURCES = {"": "", "production": "18.230.99.164", "staging": "18.229.176.206"}
HIDDEN = "***"


@dataclass(frozen=True)
class Receiver:
    """One receiver's address and authentication."""

    url: str = ""
    mode: str = "none"
    headers: dict[str, str] = field(default_factory=dict)
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    source: str = ""

    def shown(self) -> dict[str, Any]:
        """The same without secrets."""
        secrets = {
            "headers": dict.fromkeys(self.headers, HIDDEN),
            "client_secret": HIDDEN if self.client_secret else "",
        }
        return {**asdict(self), **secrets}

    def changed(self, given: dict[str, Any]) -> "Receiver":
        """What a form or a JSON body makes of it; an empty secret leaves the old one."""
        mode = str(given.get("mode") or self.mode)
        if mode not in MODES or str(given.get("source") or "") not in SOURCES:
            raise ValueError(f"mode is one of {', '.join(MODES)}; source one of {', '.join(filter(None, SOURCES))}")
        name, value = given.get("header_name"), given.get("header_value")
        return Receiver(
            url=str(given.get("url") or self.url),
            mode=mode,
            headers=given.get("headers") or ({str(name): str(value)} if name and value else self.headers),
            token_url=str(given.get("token_url") or self.token_url),
            client_id=str(given.get("client_id") or self.client_id),
            client_secret=str(given.get("client_secret") or self.client_secret),
            source=str(given.get("source") or ""),
        )


def from_demo(path: Path) -> Receiver | None:
    """The receiver that a demo file names, or None while it names none."""
    try:
        hook = json.loads(path.read_text())["hooks"]["bluefleet"]
    except (OSError, ValueError, KeyError):
        return None
    headers = {str(name): str(value) for name, value in hook.get("headers", {}).items()}
    return Receiver(url=str(hook["url"]), mode="header" if headers else "none", headers=headers)


def version_of(path: Path) -> tuple[int, int] | None:
    """Changes whenever the file does."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
