"""The addresses of the catalogue and of the wizard, below the admin's own."""

from django.contrib import admin
from django.urls import path
from django.views.decorators.cache import never_cache

from apps.hub.onboarding import views

app_name = "onboarding"

urlpatterns = [
    path("", admin.site.admin_view(never_cache(views.apps_view)), name="apps"),
]
