"""The home page, the set-up pages and the connectors' sections."""
