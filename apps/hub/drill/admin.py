"""The drill's section of the admin, for whoever looks into its database."""

from django.contrib import admin

from apps.hub.admin import sections
from apps.hub.drill import models

admin.site.register(models.Credentials, sections.CredentialsAdmin)
admin.site.register(models.Mapping, sections.MappingAdmin)
admin.site.register(models.SyncRun, sections.SyncRunAdmin)
admin.site.register(models.PendingError, sections.PendingErrorAdmin)
