"""Bank statements as files: readers of CAMT.053 and CODA that know no vendor, from bytes to documents."""
