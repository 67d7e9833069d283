"""CNAB 240: payments as a file that a bank reads, and the return file in which it says what became of them."""
