"""The section of Matera in the admin."""

from django.contrib import admin

from apps.connectors.matera import models
from apps.hub.admin import sections

admin.site.register(models.Mapping, sections.MappingAdmin)
admin.site.register(models.SyncRun, sections.SyncRunAdmin)
admin.site.register(models.PendingError, sections.PendingErrorAdmin)
