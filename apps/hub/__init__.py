"""The engine: every shared table, verb and screen; it knows no connector by name."""
