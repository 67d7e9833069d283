"""VExpenses, simulated from the vendor's notes: one company with its people, registers and expense reports."""
