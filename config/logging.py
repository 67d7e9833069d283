"""Logs as one JSON object per line, ours and the libraries' alike."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from apps.core.secrets import MASK, masked, without_keys

#: Addresses that open something for whoever has them: a colleague's link, and what a vendor's sign-in page brings back.
#: Django tells the address of everything that it refuses, also of a link that is mistyped and is no known secret.
KEYS = re.compile(r"(/invited/)[^/\s\"'?&]+|([?&](?:code|state)=)[^&\s\"']+")


def without_secrets(logger: Any, method: str, event: EventDict) -> EventDict:
    """Mask every secret that this process knows, in whatever a record carries."""
    return {name: mask(value) for name, value in event.items()}


def mask(value: Any) -> Any:
    """Give a value without secrets; what is no text is looked at as it would be written."""
    if isinstance(value, str):
        return hidden(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = str(value)
    return hidden(text) if hidden(text) != text else value


def hidden(text: str) -> str:
    """Give a text without known secrets, and without those parts of addresses that are keys."""
    return masked(KEYS.sub(lambda found: (found[1] or found[2]) + MASK, without_keys(text)))


# What every record passes through, whoever wrote it. Tracebacks are plain text: the structured form carries the
# local variables of every frame, and with them secrets.
ENRICHING: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    without_secrets,
)


def configure(*, level: str, for_people: bool) -> dict[str, Any]:
    """Set structlog up and give Django's LOGGING to match."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *ENRICHING,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter(for_people=for_people)},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django gives its own loggers handlers in front of ours; without these each line would appear twice.
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # Its threads tell at length what it raises as well; that is written down where it is caught.
            "paramiko": {"level": "CRITICAL"},
        },
    }


def formatter(*, for_people: bool) -> dict[str, Any]:
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=False) if for_people else structlog.processors.JSONRenderer()
    )
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": ENRICHING,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    }
