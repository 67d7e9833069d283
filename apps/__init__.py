"""The applications of Ponte."""
