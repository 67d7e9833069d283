"""The verbs of the hub, one file each: receive, claim, translate, deliver, settle, sweep, resolve."""
