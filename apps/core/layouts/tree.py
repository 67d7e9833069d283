"""The lines of a file before they are written: which part each is of, what it can see, and what lies inside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.layouts.layout import Layout, Part
from apps.core.layouts.paths import found_at, items_at, text_at


@dataclass(slots=True, eq=False)
class Node:
    """One item of a part; ``ref`` is the document that it belongs to, empty for the whole file."""

    part: Part | None
    scope: Mapping[str, Any]
    ref: str
    above: "Node | None" = None
    inside: "list[Node]" = field(default_factory=list)

    @property
    def slug(self) -> str:
        """Give the slug of its part; the file itself has none."""
        return self.part.slug if self.part else ""

    def lines(self) -> "Iterator[Node]":
        """Give itself and everything inside that is a line, in the order of the file."""
        if self.part and self.part.columns:
            yield self
        for node in self.inside:
            yield from node.lines()

    def nearest(self, slug: str) -> "Node":
        """Give itself or the nearest node above of a part; without a slug, or where there is none, the file."""
        node = self
        while node.above and (not slug or node.slug != slug):
            node = node.above
        return node


def grown(layout: Layout, batch: Mapping[str, Any]) -> Node:
    """Give the whole file as a tree of lines."""
    root = Node(None, batch, "")
    for part in layout.parts:
        root.inside.extend(nodes_of(part, root))
    return root


def nodes_of(part: Part, above: Node) -> Iterator[Node]:
    """Give a node for each item of a part, with everything inside."""
    for item in items_of(part, above.scope):
        scope = {**above.scope, part.slug: item} if part.each else above.scope
        if part.when and not found_at(part.when, scope):
            continue
        node = Node(part, scope, ref_of(item) or above.ref, above)
        for inner in part.parts:
            node.inside.extend(nodes_of(inner, node))
        yield node


def items_of(part: Part, scope: Mapping[str, Any]) -> list[Any]:
    """Give the items that a part is repeated for; once for one that is not repeated."""
    if not part.each:
        return [None]
    items = items_at(part.each, scope)
    return gathered(part, items) if part.by else items


def gathered(part: Part, items: list[Any]) -> list[Any]:
    """Gather items that have the same value at a path, in the order in which the values come."""
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(text_at(part.by, item), []).append(item)
    return [{"key": key, "items": held} for key, held in found.items()]


def ref_of(item: Any) -> str:
    """Give the document that an item belongs to."""
    return str(item.get("ref") or "") if isinstance(item, Mapping) else ""
