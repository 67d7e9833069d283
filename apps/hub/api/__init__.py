"""The API for systems."""
