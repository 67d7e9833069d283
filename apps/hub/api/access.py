"""Who may call the API: a key with the scope, whose user has the right."""

from rest_framework import status
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.accounts.models import ApiKey, Scope
from apps.hub.api.problems import Problem


class KeyMay(BasePermission):
    """Lets a key through whose scopes fit the method and whose user has the view's ``right``."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Give False without a key; a key that is not enough is told what it lacks."""
        key = request.auth
        if not isinstance(key, ApiKey):
            return False
        scope, right = needed(request, view)
        if scope not in key.scopes:
            raise Problem("key.scope", status_code=status.HTTP_403_FORBIDDEN)
        if not request.user.has_perm(right):
            raise Problem("key.right", status_code=status.HTTP_403_FORBIDDEN)
        return True


def needed(request: Request, view: APIView) -> tuple[Scope, str]:
    """Give the scope and the permission that a call needs."""
    if request.method in SAFE_METHODS:
        return Scope.READ, getattr(view, "right", "")
    if writes := getattr(view, "writes", ""):
        return Scope.WRITE, writes
    return Scope.DECIDE, getattr(view, "right", "")
