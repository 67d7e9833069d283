"""The section of CNAB 240 in the admin."""

from django.contrib import admin

from apps.connectors.cnab240 import models
from apps.hub.admin import sections

admin.site.register(models.Mapping, sections.MappingAdmin)
admin.site.register(models.SyncRun, sections.SyncRunAdmin)
admin.site.register(models.PendingError, sections.PendingErrorAdmin)
