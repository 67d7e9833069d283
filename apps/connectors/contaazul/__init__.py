"""Conta Azul: the ERP of small Brazilian companies, in which payables are booked by protocol."""
