"""Blue Fleet: a Brazilian fleet-management system that pushes its finance documents to us."""
