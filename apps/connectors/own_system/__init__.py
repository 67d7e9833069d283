"""Own system: a company's accounting or program that comes for its documents."""
