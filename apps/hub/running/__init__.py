"""What the commands call: the first start, the demo, the processes of `make up`, new connectors, new keys.

Nothing is imported here: `surroundings` must be importable before there are any settings.
"""
