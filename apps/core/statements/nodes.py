"""Elements of an XML message, found by their names whatever namespace they are in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from apps.core.statements.sheet import plain
from apps.core.xml import Element


@dataclass(frozen=True, slots=True)
class Node:
    """One element, and the way to it from the root for whoever has to look it up."""

    element: Element
    path: str

    def all(self, name: str) -> "Iterator[Node]":
        """Give the children with a name, in their order."""
        found = [child for child in self.element if local(child) == name]
        for number, child in enumerate(found, start=1):
            yield Node(child, f"{self.path}/{name}[{number}]" if len(found) > 1 else f"{self.path}/{name}")

    def anywhere(self, name: str) -> "Iterator[Node]":
        """Give every element with a name, at whatever depth."""
        return (Node(element, name) for element in self.element.iter() if local(element) == name)

    def find(self, *names: str) -> "Node | None":
        """Give the first element along some names, or None where one of them is missing."""
        found = self._along(names)
        return None if found is None else Node(found, "/".join((self.path, *names)))

    def text(self, *names: str) -> str:
        """Give the text of the first element along some names; an empty one where it is missing."""
        found = self._along(names)
        return "" if found is None else plain(found.text or "")

    def _along(self, names: tuple[str, ...]) -> Element | None:
        found: Element | None = self.element
        for name in names:
            found = next((child for child in found if local(child) == name), None) if found is not None else None
        return found

    def attribute(self, name: str) -> str:
        """Give an attribute, or an empty text."""
        return plain(self.element.get(name, ""))

    def where(self, name: str) -> str:
        """Give the way to a child."""
        return f"{self.path}/{name}"


def local(element: Element) -> str:
    """Give the name of an element without its namespace."""
    return named(element.tag)


@lru_cache(1_000)
def named(tag: str) -> str:
    """Give the name in a tag; a file of a million elements has a few dozen of them."""
    return tag.rpartition("}")[2]
