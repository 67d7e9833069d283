"""A connector for the benchmark only: both ends as plain as they can be, so that what is left is the engine's cost."""
