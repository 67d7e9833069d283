"""Where Django's own form of a date would read otherwise than the rest of a page."""
