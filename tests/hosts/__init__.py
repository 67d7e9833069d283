"""Several hosts on one PostgreSQL, each with a network of its own whose link can be cut."""
