"""Nibo's addresses; whatever is not here is answered with 404, as are some that one would expect."""

from collections.abc import Callable

from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from apps.sandbox.nibo import contacts, files, masterdata, payments, schedules
from apps.sandbox.nibo.asked import Asked

Run = Callable[[Asked], Response]
KIND = "<any(suppliers, customers, employees, partners):kind>"
SIDE = "<any(debit, credit):side>"
WHAT = "<any(payments, receipts):what>"
#: By id everything goes by the path of credits, also what belongs to a debit.
BY_ID = "/schedules/credit/<uuid:key>"

ROUTES: tuple[tuple[str, str, str, Run], ...] = (
    ("contacts", "GET", f"/{KIND}", contacts.listed),
    ("add_contact", "POST", f"/{KIND}", contacts.add),
    ("add_contact_json", "POST", "/<any(suppliers, customers):kind>/FormatType=json", contacts.add_whole),
    ("contact", "GET", f"/{KIND}/<uuid:key>", contacts.one),
    ("change_contact", "PUT", f"/{KIND}/<uuid:key>", contacts.change),
    ("remove_contact", "DELETE", f"/{KIND}/<uuid:key>", contacts.remove),
    ("schedules", "GET", "/schedules", schedules.listed),
    ("schedules", "GET", f"/schedules/{SIDE}", schedules.listed),
    ("schedules", "GET", f"/schedules/{SIDE}/<any(opened, dued):only>", schedules.listed),
    ("add_schedule", "POST", f"/schedules/{SIDE}", schedules.add),
    ("add_schedule", "POST", f"/schedules/{SIDE}/FormatType=json", schedules.add),
    ("schedule", "GET", BY_ID, schedules.one),
    ("change_schedule", "PUT", f"/schedules/{SIDE}/<uuid:key>", schedules.change),
    ("remove_schedule", "DELETE", f"/schedules/{SIDE}/<uuid:key>", schedules.remove),
    ("annotate", "POST", f"{BY_ID}/annotations", schedules.annotate),
    ("settle", "POST", f"/schedules/{SIDE}/<uuid:key>/{WHAT}", payments.settle),
    ("unsettle", "DELETE", f"/schedules/{SIDE}/<uuid:key>/{WHAT}/<uuid:entry>", payments.unsettle),
    ("entries", "GET", f"/{WHAT}", payments.listed),
    ("direct", "POST", f"/{WHAT}", payments.direct),
    ("categories", "GET", "/categories", masterdata.categories),
    ("categories", "GET", "/schedules/categories", masterdata.categories),
    ("category_groups", "GET", "/schedules/categories/groups", masterdata.groups),
    ("category_tree", "GET", "/schedules/categories/tree", masterdata.tree),
    ("category", "GET", "/schedules/categories/<uuid:key>", masterdata.category),
    ("add_category", "POST", "/schedules/categories", masterdata.add_category),
    ("cost_centres", "GET", "/costcenters", masterdata.cost_centres),
    ("add_cost_centre", "POST", "/costcenters", masterdata.add_cost_centre),
    ("cost_centre", "GET", "/costcenters/<uuid:key>", masterdata.cost_centre),
    ("change_cost_centre", "PUT", "/costcenters/<uuid:key>", masterdata.change_cost_centre),
    ("remove_cost_centre", "DELETE", "/costcenters/<uuid:key>", masterdata.remove_cost_centre),
    ("accounts", "GET", "/accounts", masterdata.accounts),
    ("balances", "GET", "/accounts/views/balance", masterdata.balances),
    ("organizations", "GET", "/organizations", masterdata.organizations),
    ("upload", "POST", "/files", files.upload),
    ("files", "GET", f"{BY_ID}/files", files.listed),
    ("attach", "POST", f"{BY_ID}/files/attach", files.attach),
    ("remove_file", "DELETE", f"{BY_ID}/files/<uuid:file>", files.remove),
)
MAP = Map([Rule(path, endpoint=(name, run), methods=[method]) for name, method, path, run in ROUTES])
NAMES = tuple(dict.fromkeys(name for name, *_rest in ROUTES))
