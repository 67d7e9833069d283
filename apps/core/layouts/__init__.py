"""Files as data: what a layout says, how a batch is written by it, and how the bytes are read again."""
