"""Yokoy, simulated from the vendor's notes: one organisation with legal entities, suppliers, invoices and expenses."""
