"""The libraries below the hub bring pages of their own: they are left out, for nobody runs the hub through them."""

from django.contrib import admin

#: Tasks, failed sign-ins and tokens are told where they matter: on Home, in the log, on a connection's page.
LEFT_OUT = ("axes", "django_q", "oauth2_provider")

for model in [model for model in admin.site._registry if model._meta.app_label in LEFT_OUT]:
    admin.site.unregister(model)
