"""The doors of the house."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from apps.hub import health
from apps.hub.admin.exports import export
from apps.hub.api.docs import DocsPage
from config.token import SenderTokens

urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("hub/icons/ponte.svg"))),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/apps/", include("apps.hub.onboarding.urls")),
    path("admin/export/<str:app>/<str:noun>/<str:ending>/", admin.site.admin_view(export), name="export"),
    path("admin/", admin.site.urls),
    path("invited/", include("apps.hub.onboarding.invited")),
    path("hooks/", include("apps.hub.webhooks")),
    path("oauth/callback/", include("apps.hub.callback")),
    path("o/token/", SenderTokens.as_view(), name="token"),
    path("api/v1/", include("apps.hub.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", DocsPage.as_view(url_name="schema"), name="api-docs"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
]
