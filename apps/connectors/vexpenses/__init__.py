"""VExpenses: approved expense reports with their receipts, and the registers that people choose from there."""
