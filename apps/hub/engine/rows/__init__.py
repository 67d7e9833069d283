"""Many rows at once, and the moment by which all hosts agree."""
