"""Omie: a Brazilian cloud ERP into which finance documents are booked as titles."""
