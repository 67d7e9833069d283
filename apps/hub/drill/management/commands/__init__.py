"""What the command line offers inside a drill."""
