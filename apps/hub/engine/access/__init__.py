"""Reaching a vendor: its limits, its tokens, its health, and no secret in what is kept."""
