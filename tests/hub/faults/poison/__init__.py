"""Blue Fleet and Omie as a few bytes of input might make them: documents that end the process which touches them."""
