"""Which documents have a limit. Importing the connector declares it, which only a hub of its own wants."""

from apps.core.http import Limit

#: Documents whose names begin so are booked within the limit.
LIMITED = "L"
LIMIT = Limit(name="entries", calls=20, seconds=1.0)
