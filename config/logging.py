"""Logs as one JSON object per line, ours and the libraries' alike."""

from typing import Any

import structlog
from structlog.typing import Processor

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
