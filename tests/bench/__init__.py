"""The benchmark: `make bench` measures the hub with real processes, and what the machine itself can do."""
