"""The suite, which mirrors apps/."""
