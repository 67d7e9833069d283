"""Return files: what a bank says became of each payment."""
