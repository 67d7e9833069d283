"""Lines as JSON: a part is an object, or a list of objects where it is repeated."""

import json
from collections.abc import Mapping

from apps.core.layouts.layout import Holds, Layout
from apps.core.layouts.tree import Node

Cells = Mapping[Node, tuple[str, ...]]


def json_of(layout: Layout, root: Node, cells: Cells) -> str:
    """Give a file as JSON, with amounts in all their decimals."""
    whole = root.inside[0] if [part.name for part in layout.parts] == [""] else root
    return written(layout, whole, cells, 0) + layout.newline


def written(layout: Layout, node: Node, cells: Cells, depth: int) -> str:
    """Give an object: the columns of a line first, then what lies inside it."""
    columns = node.part.columns if node.part else ()
    told = {one.name: value_of(text, one.holds) for one, text in zip(columns, cells.get(node, ()), strict=True)}
    for part in node.part.parts if node.part else layout.parts:
        inner = [written(layout, one, cells, depth + 1) for one in node.inside if one.part is part]
        told[part.name] = f"[{', '.join(inner)}]" if part.each else (inner or ["null"])[0]
    gap = "\n" + " " * (depth + 1)
    return "{" + ",".join(f"{gap}{json.dumps(name)}: {value}" for name, value in told.items()) + "}"


def value_of(text: str, holds: Holds) -> str:
    """Give a value in JSON; a figure or a day that is not told is null."""
    if not text and holds != Holds.TEXT:
        return "null"
    if holds == Holds.NUMBER:
        return text.lstrip("0") or "0"
    return text if holds == Holds.AMOUNT else json.dumps(text, ensure_ascii=False)
