"""The verbs of the hub: doors, booking and working, as a document passes them; beside them access and decisions."""
