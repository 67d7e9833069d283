"""Elements of an XML message, found by their names whatever namespace they are in."""

from collections.abc import Iterator
from dataclasses import dataclass

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
        found: Node | None = self
        for name in names:
            found = next(found.all(name), None) if found else None
        return found

    def text(self, *names: str) -> str:
        """Give the text of the first element along some names; an empty one where it is missing."""
        found = self.find(*names)
        return plain(found.element.text or "") if found else ""

    def attribute(self, name: str) -> str:
        """Give an attribute, or an empty text."""
        return plain(self.element.get(name, ""))

    def where(self, name: str) -> str:
        """Give the way to a child."""
        return f"{self.path}/{name}"


def local(element: Element) -> str:
    """Give the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]
