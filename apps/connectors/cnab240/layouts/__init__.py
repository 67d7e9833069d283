"""The files that banks read: FEBRABAN's own layout, and what Bradesco and Itaú make of it."""
