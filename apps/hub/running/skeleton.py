"""A new connector's first files, written from the templates in ``skeleton/``."""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from django.apps import apps

TEMPLATES = Path(__file__).with_name("skeleton")
SLUG = re.compile(r"[a-z][a-z0-9]{1,29}")


class NotPossible(Exception):
    """This connector cannot be begun; the text says why."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The files of one new connector: one that is booked into, or one that sends us its documents."""

    slug: str
    root: Path
    webhooks: bool = False

    @property
    def words(self) -> dict[str, str]:
        """Give what the templates call the vendor."""
        name = self.slug.capitalize()
        return {"slug": self.slug, "Name": name, "Class": name, "CONSTANT": self.slug.upper()}

    @property
    def places(self) -> dict[str, Path]:
        """Give where each folder of the templates goes."""
        return {
            "connector": self.root / "apps" / "connectors" / self.slug,
            "tests": self.root / "tests" / "connectors" / self.slug,
        }

    def write(self) -> list[Path]:
        """Write every file and give them; raises `NotPossible` before anything is written."""
        self.refuse()
        files = dict(self.files())
        for file, text in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return sorted(files)

    def refuse(self) -> None:
        """Raise `NotPossible` for a name that will not do."""
        if not SLUG.fullmatch(self.slug) or keyword.iskeyword(self.slug):
            raise NotPossible(f"{self.slug!r} will not do: two to thirty small letters and digits, a letter first.")
        labels = {config.label for config in apps.get_app_configs()}
        if self.slug in labels or any(place.exists() for place in self.places.values()):
            raise NotPossible(f"There is already something called {self.slug}.")

    def files(self) -> Iterator[tuple[Path, str]]:
        """Give every file with its text."""
        for part in ("both", "webhooks" if self.webhooks else "target"):
            for template in sorted((TEMPLATES / part).rglob("*.txt")):
                folder, *rest = template.relative_to(TEMPLATES / part).with_suffix("").parts
                yield self.places[folder].joinpath(*rest), Template(template.read_text()).substitute(self.words)
