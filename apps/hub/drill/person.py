"""What a person would do during a drill: sign in again where that is asked for, and say "try again"."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.hub import tasks
from apps.hub.drill.models import Credentials
from apps.hub.drill.wire import control
from apps.hub.engine.access import health
from apps.hub.engine.decisions import resolve
from apps.hub.models import Connection, PendingError, Transfer
from apps.hub.models.transfer import TransferState

NAME = "drill"


@dataclass(slots=True)
class Person:
    """Somebody who looks after one target; counts what was asked of them."""

    target: Connection
    target_port: int
    sign_ins: int = 0
    asked: int = 0

    def look(self) -> None:
        """Deal with all that waits for a person."""
        if Connection.objects.filter(pk=self.target.pk, state=Connection.State.PAUSED).exists():
            self.sign_in()
            self.sign_ins += 1
        for cause in PendingError.objects.open().exclude(asks=PendingError.Asks.RECONNECT):
            self.try_again(cause)

    def sign_in(self) -> None:
        """Give a new consent at the target, and let the queue go on."""
        row = Credentials._default_manager.get(connection=self.target)
        row.refresh_token = control(self.target_port, "sign-in")["refresh_token"]
        row.save()
        health.resume(self.target)
        tasks.ring_now()

    def try_again(self, cause: PendingError) -> None:
        """Let what waits behind a cause be tried again."""
        actor, _made = User.objects.get_or_create(username=NAME)
        try:
            self.asked += resolve.retry_cause(cause, actor=actor)
        except resolve.NotPossible:
            return
        tasks.ring_now()


def nothing_waits() -> bool:
    """Tell whether nothing is left for a person to do."""
    return not Transfer.objects.filter(state__in=(TransferState.WAITING, TransferState.HELD)).exists()
