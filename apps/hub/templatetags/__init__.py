"""What the hub's templates may call."""
