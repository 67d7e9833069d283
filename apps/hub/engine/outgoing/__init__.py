"""Telling other systems what happened: messages are rows of the transaction that made it happen."""
