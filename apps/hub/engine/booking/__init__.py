"""From what came in to what stands at the target, and why something waits."""
