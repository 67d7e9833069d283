"""People, their roles, and the keys of systems."""
