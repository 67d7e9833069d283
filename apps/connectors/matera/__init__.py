"""Matera: titles to be paid with their apportionment, as files."""
