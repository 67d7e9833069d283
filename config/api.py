"""What the API's description says about itself, and who may read it."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Ponte",
    "DESCRIPTION": "Finance documents on their way between systems: where each one is, and why.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [
        "apps.accounts.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.hub.api.schema.add_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "BatchItemState": "apps.hub.models.batch.BatchItem.State",
        "BatchState": "apps.hub.models.batch.Batch.State",
        "ConnectionState": "apps.hub.models.connection.Connection.State",
        "EventState": "apps.hub.models.event.Event.State",
        "MessageState": "apps.hub.models.subscription.Message.State",
        "OperationState": "apps.hub.models.operation.Operation.State",
        "RunState": "apps.hub.models.run.SyncRun.State",
        "RunTrigger": "apps.hub.models.run.SyncRun.Trigger",
        "TransferState": "apps.hub.models.transfer.TransferState",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
