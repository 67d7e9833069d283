"""How long a worker may keep what it took, and when it must stop for fear of having lost it.

The three numbers depend on each other. Another worker takes over what a dead one held when the lease is over and
the next sweep has come: within a minute. A living worker renews so often that a call which it begins has the whole
`LAST_CALL` before the lease ends, and no call takes longer (`ANSWER_SECONDS`): so a worker that is cut off from the
database while it calls is never overtaken by the one that asks the target for what became of the call.
"""

from datetime import timedelta

from django.conf import settings

#: Seconds before the end of its lease in which a worker begins no call any more.
LAST_CALL: float = settings.ANSWER_SECONDS + 3
#: What is taken is free for others after so long without a sign of life.
LEASE = timedelta(seconds=LAST_CALL + 10)
#: Seats are free sooner: one too many does no harm, and one that a dead worker keeps holds the living up.
SEATED = timedelta(seconds=12)
#: Seconds between two signs of life.
RENEW_EVERY = 4.0
