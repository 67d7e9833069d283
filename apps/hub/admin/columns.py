"""Cells of the set-up lists."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.hub.admin.connection_health import Health


def badge(text: object, tone: str) -> SafeString:
    """Give a word on a coloured ground; tones are good, warn, bad, busy and calm."""
    return format_html('<span class="hm-badge hm-{}">{}</span>', tone, text)


def health_cell(health: Health) -> SafeString:
    """Give a health as its word, with the sentence below it."""
    return stacked(badge(health.word, health.tone), below(health.sentence))


def stacked(first: object, second: object) -> SafeString:
    """Give two parts of a cell as one, one above the other."""
    return format_html('<span class="hm-cell">{}{}</span>', first, second)


def below(text: object) -> SafeString:
    """Give the small second line of a cell; nothing where there is no text."""
    return format_html('<small class="hm-below">{}</small>', text) if text else SafeString("")


def two_lines(first: object, second: object) -> SafeString:
    """Give a cell of two lines."""
    return stacked(first, below(second))
