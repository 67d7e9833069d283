"""What the API tells about produced files, and what it takes to make one and to decide about it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from apps.hub.api import batch_examples as examples
from apps.hub.api.decisions import reason
from apps.hub.api.filters import LARGEST_ID, Filters, Strict, choice, key_of, moment
from apps.hub.api.shapes import Named
from apps.hub.batches.produce import MOST
from apps.hub.batches.wish import DATES, ISSUED, Wish
from apps.hub.models import Batch, BatchItem


class BatchFilters(Filters):
    """Narrows files."""

    flow = key_of("flow_id", _("Flow whose documents are in the file."))
    state = choice(Batch.State.choices, _("State of the file."))
    produced_after = moment("produced_at__gte", _("Produced at this moment or later."))
    produced_before = moment("produced_at__lt", _("Produced before this moment."))


class Total(serializers.Serializer[Any]):
    """Number and amount of the documents in one currency."""

    count = serializers.IntegerField()
    amount = serializers.CharField()
    currency = serializers.CharField()


@extend_schema_serializer(examples=[examples.BATCH])
class BatchShape(serializers.ModelSerializer[Batch]):
    """One produced file; its bytes have an address of their own."""

    flow = Named()
    totals = Total(many=True)

    class Meta:
        model = Batch
        fields = (
            "id", "flow", "number", "file_number", "state", "written_as", "file_name", "media_type", "sha256", "size",
            "count", "totals", "produced_at", "decided_at", "reason",
        )  # fmt: skip


class ItemShape(serializers.ModelSerializer[BatchItem]):
    """One document in a file, and what became of it."""

    item = serializers.IntegerField(source="pk")
    transfer = serializers.IntegerField(source="transfer_id")
    number = serializers.CharField(source="transfer.number")

    class Meta:
        model = BatchItem
        fields = ("item", "place", "transfer", "revision", "number", "state", "reason")


@extend_schema_serializer(examples=[examples.WHOLE_BATCH])
class WholeBatchShape(BatchShape):
    """A file with its documents; there are never more than a thousand."""

    items = serializers.SerializerMethodField()

    class Meta(BatchShape.Meta):
        fields = (*BatchShape.Meta.fields, "items")  # type: ignore[assignment]

    @extend_schema_field(ItemShape(many=True))
    def get_items(self, batch: Batch) -> Any:
        """Give the documents in their order."""
        return ItemShape(batch.items.select_related("transfer").order_by("place"), many=True).data


class RefusedDocument(serializers.Serializer[Any]):
    """A document that cannot be written, and why."""

    transfer = serializers.IntegerField()
    code = serializers.CharField(help_text=_("As in docs/errors.md."))
    reason = serializers.CharField()


@extend_schema_serializer(examples=[examples.PREVIEW])
class Preview(serializers.Serializer[Any]):
    """What the next file would hold; ``seen`` is for making exactly this one."""

    count = serializers.IntegerField()
    totals = Total(many=True)
    transfers = serializers.ListField(child=serializers.IntegerField())
    refused = RefusedDocument(many=True)
    left_out = serializers.IntegerField(help_text=_("Documents that are ready and that the filters leave out."))
    more = serializers.IntegerField(help_text=_("Documents that go into the file after it."))
    seen = serializers.CharField()


class Wished(Strict):
    """Of which flow, written how, and of which documents; without filters everything that is ready."""

    flow = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text=_("Id of the flow."))
    written_as = serializers.CharField(
        required=False, default="", max_length=40, help_text=_("Kind of file; the usual one of the flow without it.")
    )
    by = serializers.ChoiceField(
        choices=tuple(DATES), required=False, default=ISSUED, help_text=_("What the days are about.")
    )
    begin = serializers.DateField(required=False, help_text=_("First day."))
    end = serializers.DateField(required=False, help_text=_("Last day."))
    party = serializers.CharField(
        required=False, max_length=200, help_text=_("Part of the name of the party, or its tax number.")
    )
    least = serializers.DecimalField(17, 4, required=False, help_text=_("This amount or more."))
    most = serializers.DecimalField(17, 4, required=False, help_text=_("This amount or less."))

    def wish(self) -> Wish:
        """Give the filters."""
        told = {name: value for name, value in self.validated_data.items() if name in WISHES}
        chosen = told.pop("transfers", None)
        return Wish(**told, chosen=None if chosen is None else frozenset(chosen))


WISHES = ("by", "begin", "end", "party", "least", "most", "transfers")


@extend_schema_serializer(examples=[examples.PRODUCE])
class Produce(Wished):
    """What a file is to hold; with ``seen`` it is made only if that is still what the preview told."""

    transfers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST,
        help_text=_("Only these of the documents that fit."),
    )
    seen = serializers.CharField(required=False, default="", max_length=64, help_text=_("The `seen` of a preview."))


@extend_schema_serializer(examples=[examples.CONFIRM])
class Confirm(Strict):
    """That the file was taken over; the checksum proves which one."""

    sha256 = serializers.RegexField(
        r"^[0-9a-f]{64}$", required=False, default="", help_text=_("Checksum of the bytes that were imported.")
    )


@extend_schema_serializer(examples=[examples.REFUSE])
class Refuse(Strict):
    """Which document of the file was refused, and why."""

    transfer = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text=_("Id of its transfer."))
    reason = reason()


@extend_schema_serializer(examples=[examples.CANCEL])
class Cancel(Strict):
    """Why nothing of the file was imported."""

    reason = reason()
