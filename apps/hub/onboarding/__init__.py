"""The catalogue of apps, and the wizard that connects one: built from what connectors declare, naming none of them."""
