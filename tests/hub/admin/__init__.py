"""The working pages, asked as a person's browser would."""
