"""TOTVS Datasul: titles to be paid, as files that a program of the company imports."""
