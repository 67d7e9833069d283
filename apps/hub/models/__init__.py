"""The nouns of the hub, one file each."""

from apps.hub.models.among import Among
from apps.hub.models.attempt import Attempt
from apps.hub.models.audit import AuditEntry
from apps.hub.models.batch import Batch, BatchItem
from apps.hub.models.budget import Allowance, Heartbeat, Slot
from apps.hub.models.connection import Connection, Credentials
from apps.hub.models.dispatch import Dispatch, Outlet, Shipment
from apps.hub.models.errand import Notice, PaymentNotice, Standing
from apps.hub.models.event import Event
from apps.hub.models.first_answer import FirstAnswer
from apps.hub.models.flow import Flow
from apps.hub.models.layout import LayoutVersion
from apps.hub.models.mapping import Mapping, OptionList
from apps.hub.models.onboarding import Acceptance, End, Invitation, Onboarding, Side
from apps.hub.models.operation import Claim, Operation
from apps.hub.models.payload import Payload
from apps.hub.models.pending import Blocker, PendingError
from apps.hub.models.pull import Pull
from apps.hub.models.result import BatchResult, BatchTitle
from apps.hub.models.rule import Rule
from apps.hub.models.run import SyncRun
from apps.hub.models.series import FileSeries
from apps.hub.models.shelf import ReadyDocument, Shelf
from apps.hub.models.sign_in import SignIn
from apps.hub.models.subscription import Delivery, Happening, Message, Subscription
from apps.hub.models.token import Token
from apps.hub.models.transfer import Transfer
from apps.hub.models.upload import Upload, UploadedDocument

__all__ = [
    "Acceptance",
    "Allowance",
    "Among",
    "Attempt",
    "AuditEntry",
    "Batch",
    "BatchItem",
    "BatchResult",
    "BatchTitle",
    "Blocker",
    "Claim",
    "Connection",
    "Credentials",
    "Delivery",
    "Dispatch",
    "End",
    "Event",
    "FileSeries",
    "FirstAnswer",
    "Flow",
    "Happening",
    "Heartbeat",
    "Invitation",
    "LayoutVersion",
    "Mapping",
    "Message",
    "Notice",
    "Onboarding",
    "Operation",
    "OptionList",
    "Outlet",
    "Payload",
    "PaymentNotice",
    "PendingError",
    "Pull",
    "ReadyDocument",
    "Rule",
    "Shelf",
    "Shipment",
    "Side",
    "SignIn",
    "Slot",
    "Standing",
    "Subscription",
    "SyncRun",
    "Token",
    "Transfer",
    "Upload",
    "UploadedDocument",
]
