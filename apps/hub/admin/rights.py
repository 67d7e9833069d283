"""Who may do what on the working pages: asked here and nowhere else."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

Person = AbstractBaseUser | AnonymousUser


def may_decide(user: Person) -> bool:
    """Tell whether somebody may requeue, release and hold transfers."""
    return _has(user, "hub.decide")


def may_close(user: Person) -> bool:
    """Tell whether somebody may write transfers off: skip them, or say that they were handled elsewhere."""
    return _has(user, "hub.close")


def may_resolve(user: Person) -> bool:
    """Tell whether somebody may resolve causes."""
    return _has(user, "hub.resolve")


def may_see_raw(user: Person) -> bool:
    """Tell whether somebody may see what came and went, byte by byte."""
    return _has(user, "hub.view_raw")


def may_upload(user: Person) -> bool:
    """Tell whether somebody may upload files with documents."""
    return _has(user, "hub.add_upload")


def may_collect(user: Person) -> bool:
    """Tell whether somebody may make files of what is ready, have them, and say what became of them."""
    return _has(user, "hub.collect")


def may_edit_layouts(user: Person) -> bool:
    """Tell whether somebody may adapt layouts of files, and confirm them for real books."""
    return _has(user, "hub.add_layoutversion")


def may_send_messages(user: Person) -> bool:
    """Tell whether somebody may have messages to webhooks sent again."""
    return _has(user, "hub.change_subscription")


def require(request: HttpRequest, right: Callable[[Person], bool]) -> None:
    """Refuse the request of somebody who has not got the right."""
    if not right(request.user):
        raise PermissionDenied


def _has(user: Person, permission: str) -> bool:
    return bool(getattr(user, "is_active", False)) and user.has_perm(permission)  # type: ignore[union-attr]
