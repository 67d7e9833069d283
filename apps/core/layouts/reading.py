"""The second reader: takes a produced file apart again, knowing its layout as data and nothing of how it was written.

Not a line is shared with the writing side, on purpose: whatever one of the two misunderstands, the other one finds.
Raises `Rejected` (``reread.…``) at the first thing that is not as the layout says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from apps.core.errors import Place, Rejected
from apps.core.layouts.layout import Form, Layout
from apps.core.layouts.reread_json import read_json
from apps.core.layouts.reread_lines import read_lines
from apps.core.layouts.reread_record import all_in
from apps.core.layouts.reread_sums import prove


@dataclass(frozen=True, slots=True)
class Reread:
    """What a file holds: the values of its titles by column, how many there are, and what they add up to."""

    titles: tuple[Mapping[str, str], ...]
    total: Decimal
    lines: int

    @property
    def count(self) -> int:
        """Give how many titles there are."""
        return len(self.titles)


def reread(layout: Layout, data: bytes) -> Reread:
    """Give what a file holds, after every width, value, figure and sum in it was found to be right."""
    try:
        text = data.decode(layout.encoding)
    except UnicodeDecodeError as error:
        raise Rejected("reread.encoding", place=Place.HERE, encoding=layout.encoding) from error
    top = read_json(layout, text) if layout.form == Form.JSON else read_lines(layout, text)
    prove(layout, top)
    found = list(all_in(top))
    kinds = {layout.titles, *layout.also_titles}
    titles = [record for record in found if record.slug in kinds]
    total = sum((record.amount(layout.amount) for record in titles), Decimal(0))
    return Reread(tuple(record.values for record in titles), total, len(found))
