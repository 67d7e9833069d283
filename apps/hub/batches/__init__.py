"""Documents that are collected as files: which there are, how they are written, what is decided about them."""
