"""The verbs of the hub, one file each: receive, pull, claim, translate, deliver, settle, sweep, resolve."""
