"""Pages clicked in a real browser."""
