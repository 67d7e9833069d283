"""Keys for programs: each connection has a user of its own, who can do what an API client can, and signs in nowhere."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import ApiKey, Scope, User
from apps.accounts.roles import Role
from apps.hub.engine.decisions.resolve import audit
from apps.hub.models import AuditEntry, Connection


@transaction.atomic
def issue(connection: Connection, *, actor: User) -> ApiKey:
    """Make a key for the program of a connection and give it, with its text this once; who made it is written down."""
    row = ApiKey(name=connection.name, user=user_of(connection), scopes=list(Scope.values))
    row.renew()
    row.save()
    audit(actor, AuditEntry.Verb.ISSUED, connection, prefix=row.prefix)
    return row


def user_of(connection: Connection) -> User:
    """Give the user that a connection's program acts as; it is made the first time."""
    user, made = User.objects.get_or_create(username=name_of(connection), defaults={"is_staff": False})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.groups.add(Group.objects.get(name=Role.API_CLIENT))
    return user


def keys_of(connection: Connection) -> QuerySet[ApiKey]:
    """Give the keys of a connection's program that were not revoked."""
    return ApiKey.objects.filter(user__username=name_of(connection), revoked_at=None)


def name_of(connection: Connection) -> str:
    """Give the name of the user; it stays the same whatever the connection is called."""
    return f"program-{connection.pk}"
