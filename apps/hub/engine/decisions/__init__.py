"""What people decide, and what they are shown before they do."""
