"""Portuguese of Portugal."""
