"""Every scenario by name."""

from collections.abc import Iterable

from apps.sandbox.bluefleet import oddities, scenarios
from apps.sandbox.bluefleet.builder import Builder
from apps.sandbox.bluefleet.scenarios import Build, Notification

ORDINARY: tuple[Build, ...] = (
    scenarios.debit_note,
    scenarios.debit_note_instalments,
    scenarios.entry_receivable,
    scenarios.entry_payable,
    scenarios.entry_performed,
    scenarios.invoice,
    scenarios.note_and_entries,
    scenarios.invoice_and_entries,
)
UNMAPPED: tuple[Build, ...] = (scenarios.new_cost_centre, scenarios.new_category, scenarios.unknown_supplier)
CHANGES: tuple[Build, ...] = (
    scenarios.cancelled_note,
    scenarios.cancelled_invoice,
    scenarios.deleted_entry,
    scenarios.amended,
    scenarios.duplicate,
    scenarios.out_of_order,
)
ODD: tuple[Build, ...] = (
    oddities.minimum_dates_and_nulls,
    oddities.unknown_keys,
    oddities.other_case,
    oddities.text_amounts,
    oddities.negative,
    oddities.too_many_decimals,
    oddities.not_a_number,
    oddities.not_adding_up,
    oddities.dates_out_of_range,
    oddities.wrong_check_digit,
    oddities.html_names,
    oddities.formula_names,
    oddities.big,
    oddities.hostile_files,
    oddities.missing_id,
    oddities.not_an_object,
    oddities.not_json,
    oddities.unknown_path,
)
GROUPS = {"Ordinary": ORDINARY, "Without a mapping": UNMAPPED, "Later changes": CHANGES, "Odd and hostile": ODD}
SCENARIOS: dict[str, Build] = {build.__name__: build for group in GROUPS.values() for build in group}
SETS = {"all": tuple(SCENARIOS), "ordinary": tuple(build.__name__ for build in ORDINARY)}


def notifications(make: Builder, name: str, *, count: int = 1) -> Iterable[tuple[str, Notification]]:
    """The notifications of a scenario, or of a set of them, so many times over."""
    if name not in SETS and name not in SCENARIOS:
        raise ValueError(f"no scenario is called {name!r}; there are {', '.join((*SETS, *SCENARIOS))}")
    for _ in range(count):
        for scenario in SETS.get(name, (name,)):
            for notification in SCENARIOS[scenario](make):
                yield scenario, notification
