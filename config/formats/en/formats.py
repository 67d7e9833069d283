"""Days and moments as the hub's own pages write them (see apps/hub/formats.py)."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y H:i"
