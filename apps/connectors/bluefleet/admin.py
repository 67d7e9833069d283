"""Blue Fleet's section of the admin."""

from django.contrib import admin

from apps.connectors.bluefleet import models
from apps.hub.admin import sections
from apps.hub.admin.credentials import OurToken


@admin.register(models.Credentials)
class CredentialsAdmin(sections.CredentialsAdmin):
    """Blue Fleet's support enters these for the customer, and may sign in at our token endpoint."""

    our_token = OurToken(field="client_id", mode_field="mode", mode=models.Credentials.Mode.OAUTH)

    def told(self, row: models.Credentials) -> tuple[str, ...]:
        """Name the proof that was agreed on, and what belongs to it."""
        return {"header": ("mode", "header_name"), "oauth": ("mode", "client_id")}.get(row.mode, ("mode",))


admin.site.register(models.Mapping, sections.MappingAdmin)
admin.site.register(models.SyncRun, sections.SyncRunAdmin)
admin.site.register(models.PendingError, sections.PendingErrorAdmin)
