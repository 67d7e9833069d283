"""Omie, the Brazilian ERP: stateful and as strict as the vendor."""
