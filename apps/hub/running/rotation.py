"""Every secret again under the first key, so that the old keys can be given up."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from apps.hub.fields import SecretText, Undecryptable


@dataclass(slots=True)
class Rotation:
    """How many secrets were encrypted anew, and how many no key of ours opens."""

    renewed: int = 0
    unreadable: int = 0

    def run(self) -> None:
        """Go through every table that holds secrets."""
        for model, names in secret_models():
            for key in list(model._default_manager.values_list("pk", flat=True).iterator()):
                self.renew(model, key, names)

    def renew(self, model: type[Model], key: object, names: list[str]) -> None:
        """Encrypt the secrets of one row anew, under a lock, so that a change made meanwhile is not undone.

        One that cannot be read stays as it is: its key may come back.
        """
        with transaction.atomic():
            row = model._default_manager.select_for_update().filter(pk=key).first()
            if row is None:
                return
            known = {name: getattr(row, name) for name in names}
            readable = [name for name, value in known.items() if value is not None and not lost(value)]
            if readable:
                row.skip_history_when_saving = True  # type: ignore[attr-defined]  # nothing has changed
                row.save(update_fields=readable)
            self.renewed += len(readable)
            self.unreadable += sum(map(lost, known.values()))


def secret_models() -> Iterator[tuple[type[Model], list[str]]]:
    """Give every table with secrets, and their names."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, SecretText)]
        if names and not model._meta.proxy:
            yield model, names


def lost(value: object) -> bool:
    """Tell whether a value stands for a secret that no key opens."""
    return isinstance(value, Undecryptable)
