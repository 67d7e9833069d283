"""What an API view may do that says nothing about who may call it: nothing."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class Nobody(BasePermission):
    """Refuses everybody, so that a view which forgets to name its permission is closed, not open."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False
