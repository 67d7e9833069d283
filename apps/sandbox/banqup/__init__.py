"""Banqup, the platform for e-invoices: its sign-in, and purchase and sales invoices with their files."""
