"""Banqup: the e-invoice platform whose purchase and sales invoices are read with their files."""
