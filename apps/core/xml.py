"""XML from outside, without what makes it dangerous: a document type, and with it entities and outside addresses.

Python's own parser is enough once those are refused; what is left is bounded in number and depth.
"""

from xml.etree import ElementTree as ET
from xml.parsers import expat

from apps.core.errors import Place, Rejected

#: No invoice and no bank statement has more elements, or nests them deeper.
MOST_ELEMENTS = 500_000
DEEPEST = 100

Element = ET.Element


def read_xml(content: bytes, *, name: str) -> Element:
    """Give the root of a file; raises `Rejected` (``file.xml_broken``, ``file.xml_refused``)."""
    try:
        refuse(content, name=name)
        return ET.fromstring(content)  # noqa: S314  it has no document type
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        raise Rejected("file.xml_broken", place=Place.SOURCE, name=name, found=error) from error


def refuse(content: bytes, *, name: str) -> None:
    """Go through a file without keeping anything of it; raises `Rejected` for what no honest one holds."""
    seen, depth = 0, 0

    def stop(found: str) -> Rejected:
        return Rejected("file.xml_refused", place=Place.SOURCE, name=name, found=found)

    def doctype(*_given: object) -> None:
        raise stop("DOCTYPE")

    def start(_tag: str, _attributes: object) -> None:
        nonlocal seen, depth
        seen, depth = seen + 1, depth + 1
        if seen > MOST_ELEMENTS or depth > DEEPEST:
            raise stop(f"{seen} elements, {depth} deep")

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = doctype, start, end
    parser.Parse(content, True)
