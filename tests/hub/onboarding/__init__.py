"""The catalogue of apps and the wizard."""
