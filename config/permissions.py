"""What an API view may do that says nothing about who may call it: nothing."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # the view's module reads this class from the settings while it is being imported
    from rest_framework.views import APIView


class Nobody(BasePermission):
    """Refuses everybody, so that a view which forgets to name its permission is closed, not open."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Give False."""
        return False
