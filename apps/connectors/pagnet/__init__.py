"""PagNet: payments, as files."""
