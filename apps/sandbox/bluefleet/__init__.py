"""Blue Fleet, the fleet system: a sender of notifications with its pending list."""
