"""The processes that answer the doorbell: one that watches, one that guards, and those that work.

The task queue's own guard was measured to hang for good when an idle worker is killed (the dead
process held a lock of the shared queue) and to leave orphans behind when the main process is.
So this package starts the queue's functions itself, under a guard of ours.
"""
