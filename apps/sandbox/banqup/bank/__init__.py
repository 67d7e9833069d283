"""The bank accounts that Banqup's app shows: their statements as files, in the formats that it offers."""
