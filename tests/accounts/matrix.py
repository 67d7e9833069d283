"""What each role may do, written out by hand: the tests compare the program with this, never the other way round.

A cell names what is allowed: list, page (of one row), add, change, delete. An empty cell allows nothing.
"""

ROLES = ("finance", "support", "administrator", "api-client")

NONE = ""
SEE = "list page"
EDIT = "list page change"
ALL = "list page add change delete"

#: Pages of the admin, for finance, support, administrator and API client.
PAGES: dict[str, tuple[str, str, str, str]] = {
    "hub.attempt": (SEE, SEE, SEE, NONE),
    "hub.auditentry": (SEE, SEE, SEE, NONE),
    "hub.batch": (SEE, SEE, SEE, NONE),
    "hub.connection": (SEE, SEE, ALL, NONE),
    "hub.dispatch": (NONE, NONE, ALL, NONE),
    "hub.event": (SEE, SEE, SEE, NONE),
    "hub.flow": (SEE, SEE, ALL, NONE),
    "hub.layoutversion": (SEE, SEE, SEE, NONE),
    "hub.message": (NONE, NONE, SEE, NONE),
    "hub.subscription": (NONE, NONE, ALL, NONE),
    "hub.mapping": (ALL, SEE, ALL, NONE),
    "hub.pendingerror": (SEE, SEE, SEE, NONE),
    "hub.rule": (ALL, SEE, ALL, NONE),
    "hub.syncrun": (SEE, SEE, SEE, NONE),
    "hub.transfer": (SEE, SEE, SEE, NONE),
    "hub.upload": (SEE, SEE, SEE, NONE),
    # Credentials are made and deleted with their connection.
    "banqup.credentials": (NONE, NONE, EDIT, NONE),
    "banqup.mapping": (ALL, SEE, ALL, NONE),
    "banqup.pendingerror": (SEE, SEE, SEE, NONE),
    "banqup.syncrun": (SEE, SEE, SEE, NONE),
    "bluefleet.credentials": (NONE, NONE, EDIT, NONE),
    "bluefleet.mapping": (ALL, SEE, ALL, NONE),
    "bluefleet.pendingerror": (SEE, SEE, SEE, NONE),
    "bluefleet.syncrun": (SEE, SEE, SEE, NONE),
    "contaazul.credentials": (NONE, NONE, EDIT, NONE),
    "contaazul.mapping": (ALL, SEE, ALL, NONE),
    "contaazul.pendingerror": (SEE, SEE, SEE, NONE),
    "contaazul.syncrun": (SEE, SEE, SEE, NONE),
    # Nothing opens what gets files alone, so it has no credentials.
    "cnab240.mapping": (ALL, SEE, ALL, NONE),
    "cnab240.pendingerror": (SEE, SEE, SEE, NONE),
    "cnab240.syncrun": (SEE, SEE, SEE, NONE),
    "datasul.mapping": (ALL, SEE, ALL, NONE),
    "datasul.pendingerror": (SEE, SEE, SEE, NONE),
    "datasul.syncrun": (SEE, SEE, SEE, NONE),
    "matera.mapping": (ALL, SEE, ALL, NONE),
    "matera.pendingerror": (SEE, SEE, SEE, NONE),
    "matera.syncrun": (SEE, SEE, SEE, NONE),
    "pagnet.mapping": (ALL, SEE, ALL, NONE),
    "pagnet.pendingerror": (SEE, SEE, SEE, NONE),
    "pagnet.syncrun": (SEE, SEE, SEE, NONE),
    "nibo.credentials": (NONE, NONE, EDIT, NONE),
    "nibo.mapping": (ALL, SEE, ALL, NONE),
    "nibo.pendingerror": (SEE, SEE, SEE, NONE),
    "nibo.syncrun": (SEE, SEE, SEE, NONE),
    "omie.credentials": (NONE, NONE, EDIT, NONE),
    "omie.mapping": (ALL, SEE, ALL, NONE),
    "omie.pendingerror": (SEE, SEE, SEE, NONE),
    "omie.syncrun": (SEE, SEE, SEE, NONE),
    # Nothing opens an own system, so it has no credentials.
    "own_system.mapping": (ALL, SEE, ALL, NONE),
    "own_system.pendingerror": (SEE, SEE, SEE, NONE),
    "own_system.syncrun": (SEE, SEE, SEE, NONE),
    "vexpenses.credentials": (NONE, NONE, EDIT, NONE),
    "vexpenses.mapping": (ALL, SEE, ALL, NONE),
    "vexpenses.pendingerror": (SEE, SEE, SEE, NONE),
    "vexpenses.syncrun": (SEE, SEE, SEE, NONE),
    "yokoy.credentials": (NONE, NONE, EDIT, NONE),
    "yokoy.mapping": (ALL, SEE, ALL, NONE),
    "yokoy.pendingerror": (SEE, SEE, SEE, NONE),
    "yokoy.syncrun": (SEE, SEE, SEE, NONE),
    "accounts.user": (NONE, NONE, ALL, NONE),
    "accounts.apikey": (NONE, NONE, ALL, NONE),
    "auth.group": (NONE, NONE, SEE, NONE),
}

#: What libraries would have pages for.
NOBODYS = (
    "axes.accessattempt",
    "axes.accessfailurelog",
    "axes.accesslog",
    "django_q.failure",
    "django_q.ormq",
    "django_q.schedule",
    "django_q.success",
    "oauth2_provider.accesstoken",
    "oauth2_provider.application",
    "oauth2_provider.grant",
    "oauth2_provider.idtoken",
    "oauth2_provider.refreshtoken",
)

YES, NO = True, False

#: Further addresses of the admin: method, address, who.
ROUTES: dict[str, tuple[str, str, tuple[bool, bool, bool, bool]]] = {
    "hub_attempt_exchanges": ("GET", "hub/attempt/{id}/exchanges/", (NO, YES, YES, NO)),
    "hub_event_body": ("GET", "hub/event/{id}/body/", (NO, YES, YES, NO)),
    "hub_event_verify": ("POST", "hub/event/{id}/verify/", (YES, YES, YES, NO)),
    "hub_event_route": ("POST", "hub/event/{id}/route/", (YES, YES, YES, NO)),
    "hub_transfer_source": ("GET", "hub/transfer/{id}/source/", (NO, YES, YES, NO)),
    "hub_transfer_comment": ("POST", "hub/transfer/{id}/comment/", (YES, YES, YES, NO)),
    "hub_transfer_decide requeue": ("GET", "hub/transfer/decide/requeue/?id={id}", (YES, YES, YES, NO)),
    "hub_transfer_decide release": ("GET", "hub/transfer/decide/release/?id={id}", (YES, YES, YES, NO)),
    "hub_transfer_decide hold": ("GET", "hub/transfer/decide/hold/?id={id}", (YES, YES, YES, NO)),
    "hub_transfer_decide skip": ("GET", "hub/transfer/decide/skip/?id={id}", (YES, NO, YES, NO)),
    "hub_transfer_decide handled": ("GET", "hub/transfer/decide/handled/?id={id}", (YES, NO, YES, NO)),
    "hub_upload_send": ("GET", "hub/upload/send/{id}/bank_statement/", (YES, NO, YES, NO)),
    "hub_upload_original": ("GET", "hub/upload/{id}/original/", (NO, YES, YES, NO)),
    "hub_batch_prepare": ("GET", "hub/batch/prepare/{id}/", (YES, NO, YES, NO)),
    "hub_batch_download": ("GET", "hub/batch/{id}/download/", (YES, NO, YES, NO)),
    "hub_batch_confirm": ("POST", "hub/batch/{id}/confirm/", (YES, NO, YES, NO)),
    "hub_batch_refuse": ("GET", "hub/batch/{id}/refuse/{item}/", (YES, NO, YES, NO)),
    "hub_batch_cancel": ("GET", "hub/batch/{id}/cancel/", (YES, NO, YES, NO)),
    "hub_batch_again": ("POST", "hub/batch/{id}/again/{shipment}/", (YES, NO, YES, NO)),
    "hub_dispatch_key": ("GET", "hub/dispatch/{id}/key/{outlet}/", (NO, NO, YES, NO)),
    "hub_batch_result": ("GET", "hub/batch/{id}/result/", (YES, NO, YES, NO)),
    "hub_batch_outcome": ("GET", "hub/batch/{id}/result/{result}/", (YES, NO, YES, NO)),
    "hub_batch_result_file": ("GET", "hub/batch/{id}/result/{result}/file/", (YES, NO, YES, NO)),
    "hub_layoutversion_look": ("GET", "hub/layoutversion/of/{id}/datasul_hubap1/", (YES, YES, YES, NO)),
    "hub_layoutversion_edit": ("GET", "hub/layoutversion/of/{id}/datasul_hubap1/edit/", (NO, NO, YES, NO)),
    "hub_layoutversion_grid": ("GET", "hub/layoutversion/of/{id}/datasul_hubap1/grid/", (NO, NO, YES, NO)),
    "hub_layoutversion_confirm": ("POST", "hub/layoutversion/of/{id}/datasul_hubap1/confirm/", (NO, NO, YES, NO)),
    "hub_message_again": ("POST", "hub/message/{id}/again/", (NO, NO, YES, NO)),
    "hub_flow_switch": ("POST", "hub/flow/{id}/switch/", (NO, NO, YES, NO)),
    "hub_flow_ask": ("POST", "hub/flow/{id}/ask/", (NO, NO, YES, NO)),
    "hub_flow_asking": ("GET", "hub/flow/{id}/asking/", (NO, NO, YES, NO)),
    "hub_connection_test": ("POST", "hub/connection/{id}/test/", (NO, NO, YES, NO)),
    "hub_connection_secret": ("POST", "hub/connection/{id}/secret/", (NO, NO, YES, NO)),
    **{
        f"{app}_pendingerror_{name}": (method, f"{app}/pendingerror/{{id}}/{name}/", roles)
        for app in (
            "hub",
            "banqup",
            "bluefleet",
            "cnab240",
            "contaazul",
            "datasul",
            "matera",
            "nibo",
            "omie",
            "own_system",
            "pagnet",
            "vexpenses",
            "yokoy",
        )
        for name, method, roles in (
            ("options", "GET", (YES, NO, YES, NO)),
            ("map", "POST", (YES, NO, YES, NO)),
            ("retry", "POST", (YES, NO, YES, NO)),
            ("assign", "POST", (YES, NO, YES, NO)),
            ("comment", "POST", (YES, YES, YES, NO)),
        )
    },
}
#: Tells the state of running flows to the home page, and nothing to those who may not know.
PULSE = "hub_flow_pulse"

READERS = (YES, YES, YES, YES)
DECIDERS = (YES, YES, YES, YES)
CLOSERS = (YES, NO, YES, YES)
SUBSCRIBERS = (NO, NO, YES, YES)

#: The API, for keys with both scopes: method and address, who.
API: dict[tuple[str, str], tuple[bool, bool, bool, bool]] = {
    ("GET", "connectors"): READERS,
    ("GET", "connectors/omie"): READERS,
    ("GET", "connections"): READERS,
    ("GET", "connections/{connection}"): READERS,
    ("GET", "flows"): READERS,
    ("GET", "flows/{flow}"): READERS,
    ("GET", "events"): READERS,
    ("GET", "events/{event}"): READERS,
    ("GET", "transfers"): READERS,
    ("GET", "transfers/{transfer}"): READERS,
    ("GET", "runs"): READERS,
    ("GET", "runs/{run}"): READERS,
    ("GET", "pending-errors"): READERS,
    ("GET", "pending-errors/{cause}"): READERS,
    ("GET", "mappings"): READERS,
    ("GET", "mappings/{mapping}"): READERS,
    ("POST", "connections/{own}/documents"): CLOSERS,
    ("GET", "connections/{own}/documents/bill/{document}"): READERS,
    ("PUT", "connections/{own}/documents/bill/{document}"): CLOSERS,
    ("DELETE", "connections/{own}/documents/bill/{document}"): CLOSERS,
    ("GET", "flows/{collected}/documents"): CLOSERS,
    ("GET", "batches"): READERS,
    ("GET", "batches/{batch}"): READERS,
    ("GET", "batches/preview?flow={collected}"): CLOSERS,
    ("GET", "batches/{batch}/bytes"): CLOSERS,
    ("POST", "batches"): CLOSERS,
    ("POST", "batches/{batch}/confirm"): CLOSERS,
    ("POST", "batches/{batch}/refuse"): CLOSERS,
    ("POST", "batches/{batch}/cancel"): CLOSERS,
    ("POST", "transfers/{ready}/booked"): CLOSERS,
    ("POST", "transfers/{ready}/refused"): CLOSERS,
    ("POST", "transfers/{transfer}/requeue"): DECIDERS,
    ("POST", "transfers/{transfer}/hold"): DECIDERS,
    ("POST", "transfers/{transfer}/skip"): CLOSERS,
    ("POST", "transfers/{transfer}/handled"): CLOSERS,
    ("POST", "pending-errors/{cause}/resolve"): CLOSERS,
    ("GET", "webhooks"): SUBSCRIBERS,
    ("POST", "webhooks"): SUBSCRIBERS,
    ("GET", "webhooks/{webhook}"): SUBSCRIBERS,
    ("DELETE", "webhooks/{webhook}"): SUBSCRIBERS,
    ("POST", "webhooks/{webhook}/rotate"): SUBSCRIBERS,
    ("POST", "webhooks/{webhook}/test"): SUBSCRIBERS,
    ("GET", "webhook-messages"): SUBSCRIBERS,
    ("GET", "webhook-messages/{message}"): SUBSCRIBERS,
    ("POST", "webhook-messages/{message}/redeliver"): SUBSCRIBERS,
}
