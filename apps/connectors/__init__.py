"""One Django app per vendor."""
