"""Days and moments as the hub's own pages write them (see apps/hub/formats.py)."""

DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "d/m/Y H:i"
