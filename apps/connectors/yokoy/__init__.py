"""Yokoy: expenses and supplier invoices."""
