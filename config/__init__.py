"""Wiring only: settings, addresses, the door for the web server."""
