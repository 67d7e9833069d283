"""Nibo, simulated: payables and receivables of companies, as its API and its people see them."""
