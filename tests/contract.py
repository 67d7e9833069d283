"""What every connector promises, as tests that each connector inherits.

    class TestOmie(ConnectorContract):
        connector = OMIE

A connector with webhooks keeps whole payloads in ``fixtures``, named ``<path>__<variant>.json``,
and names the credentials that make a call genuine. One that can be asked for documents names
``answers``, which stands for the vendor.
"""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from apps.core.connector import Connector, Page, Ref, Source, Step, Target, registry
from apps.core.documents import (
    Allocation,
    Attachment,
    BankAccount,
    Coded,
    Direction,
    Document,
    Instalment,
    Kind,
    Line,
    Party,
    Register,
    RegisterEntry,
    Settlement,
)
from apps.core.errors import NotAuthorized, OutcomeUnknown, Rejected, Temporary, Trouble
from apps.core.http import Http, open_session
from apps.core.layouts.faults import faults
from apps.core.layouts.spec import layout_of, spec_of
from apps.core.paging import written
from apps.core.secrets import MASK
from apps.core.signatures import Call
from apps.core.uploads import documents_in
from apps.hub.checks import check_connector
from apps.hub.engine.access.budget import SharedBudget
from apps.hub.engine.access.redact import Redactor
from tests.registers import master_data

#: What an answer's status must lead to, whatever the vendor's own words are.
STATUSES = {429: Temporary, 500: Temporary, 502: Temporary, 503: Temporary}
SECRET = "planted-secret-0123456789abcdef0123"


class Echo:
    """A translator that knows every value: its answer names the question."""

    def required(self, vocabulary: str, value: Coded) -> str:
        return "1"

    def optional(self, vocabulary: str, value: Coded | None) -> str:
        return "1" if value else ""

    def setting(self, slug: str) -> str:
        return self.settings[slug]

    def __init__(self, connector: Connector) -> None:
        self.settings = {setting.slug: setting.default for setting in connector.settings}


class PullingContract:
    """What every source promises that can be asked: ``answers`` is the vendor, with several pages of documents."""

    connector: ClassVar[Connector]

    def answers(self, request: Request) -> Response:
        raise AssertionError("a source that can be asked needs a vendor in its tests")

    def test_paging_ends_and_gives_each_document_once(self) -> None:
        for _source, pages in self.readable_pages():
            ids = [pulled.source_id for page in pages for pulled in page.documents]
            assert len(pages) > 1, "a test of paging needs more than one page"
            assert len(ids) == len(set(ids)) > 0
            assert all(0 < len(key) <= 120 for key in ids)

    def test_every_pulled_document_can_be_read_from_what_is_kept_of_it(self) -> None:
        for source, pages in self.readable_pages():
            for pulled in (pulled for page in pages for pulled in page.documents):
                kept = json.loads(pulled.raw or written(pulled.payload), parse_float=Decimal)
                assert not pulled.raw or kept == pulled.payload
                assert outcome(source, kept) == outcome(source, pulled.payload)

    def test_a_place_is_a_text_from_which_the_rest_is_read(self) -> None:
        for source, pages in self.readable_pages():
            places: list[object] = [page.cursor for page in pages]
            assert all(isinstance(place, str) and "\0" not in place for place in places)
            rest = [pulled.source_id for page in self.pages(source, pages[0].cursor) for pulled in page.documents]
            assert rest == [pulled.source_id for page in pages[1:] for pulled in page.documents]

    def test_asked_again_behind_the_end_a_source_ends_too(self) -> None:
        for source, pages in self.readable_pages():
            known = {pulled.source_id for page in pages for pulled in page.documents}
            again = {pulled.source_id for page in self.pages(source, pages[-1].cursor) for pulled in page.documents}
            assert again <= known

    @pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (200, ""), (429, "no"), (500, "no"), (503, "no")])
    def test_a_list_that_does_not_come_is_a_temporary_matter(self, status: int, body: str) -> None:
        for source in self.asked():
            with vendor(answering(status, body)) as url, pytest.raises(Temporary) as raised:
                list(source.pull(self.client(url), ""))  # type: ignore[misc]
            assert not isinstance(raised.value, OutcomeUnknown), "reading leaves nothing unknown"

    def asked(self) -> list[Source]:
        return [source for source in self.connector.sources if source.pull]

    def readable_pages(self) -> Iterator[tuple[Source, list[Page]]]:
        for source in self.asked():
            yield source, self.pages(source, "")

    def pages(self, source: Source, cursor: str) -> list[Page]:
        """Ask the vendor from a place on; a thousand pages are taken for no end."""
        assert source.pull is not None
        with vendor(self.answers) as url:
            pages = list(islice(source.pull(self.client(url), cursor), 1_000))
        assert len(pages) < 1_000, "paging does not end"
        return pages

    def client(self, url: str) -> Any:
        assert self.connector.client is not None
        origin = url.removeprefix("http://").strip("/")
        http = Http(url, NoLimits("contract", "contract"), open_session(frozenset({origin})))
        return self.connector.client(http, self.planted())

    def planted(self) -> dict[str, str]:
        return dict.fromkeys(self.connector.secrets, SECRET)


class FilesContract:
    """What every source promises whose documents are uploaded as files."""

    connector: ClassVar[Connector]

    def test_files_say_what_they_are_called_and_where_to_get_them(self) -> None:
        for source in self.uploaded():
            slugs = [known.slug for known in source.files]
            assert len(slugs) == len(set(slugs))
            assert all(suffix.startswith(".") for known in source.files for suffix in known.suffixes)
            assert source.download is not None
            assert source.download.steps

    @pytest.mark.parametrize("content", [b"", b"no", b"<a/>", b"%PDF-1.7", b"\xff\xfe", b"0" * 128, b"\0" * 40])
    def test_what_is_no_file_of_a_format_is_refused_and_never_a_defect(self, content: bytes) -> None:
        for source in self.uploaded():
            with pytest.raises(Rejected):
                documents_in(content, source.files)
            for known in source.files:
                with pytest.raises(Rejected):
                    known.split(content)

    def uploaded(self) -> list[Source]:
        return [source for source in self.connector.sources if source.files]


class LayoutsContract:
    """What every target promises whose documents are collected in files of its own layouts."""

    connector: ClassVar[Connector]

    def test_layouts_are_sound_and_say_what_they_rest_on(self) -> None:
        slugs = [layout.slug for layout in self.connector.layouts]
        assert len(slugs) == len(set(slugs))
        for layout in self.connector.layouts:
            assert [(error.code, error.params) for error in faults(layout)] == []
            assert layout_of(json.loads(json.dumps(spec_of(layout)))) == layout
            assert layout.note
            assert layout.slug.startswith(self.connector.slug)

    @pytest.mark.parametrize("content", [b"", b"\n", b"no", b"%PDF-1.7", b"\xff\xfe", b"0" * 240, b"\0" * 40])
    def test_what_is_no_result_is_refused_and_never_a_defect(self, content: bytes) -> None:
        for known in self.connector.results:
            with suppress(Rejected):
                told = known.read(content)
                assert all(line.message or line.key for line in told.lines)


class ConnectorContract(PullingContract, FilesContract, LayoutsContract):
    """The tests. With ``credentials`` and ``headers`` a call is genuine; ``unauthorized`` is the
    status and body with which the vendor refuses wrong credentials.
    """

    connector: ClassVar[Connector]
    fixtures: ClassVar[Path | None] = None
    credentials: ClassVar[Mapping[str, str]] = {}
    headers: ClassVar[Mapping[str, str]] = {}
    unauthorized: ClassVar[tuple[int, str]] = (401, "no")

    def test_the_declaration_is_complete(self) -> None:
        assert registry.get(self.connector.slug) is self.connector
        assert [message.msg for message in check_connector(self.connector)] == []
        assert self.connector.sources or self.connector.targets

    def test_real_environments_are_reached_by_https_only(self) -> None:
        real = [environment for environment in self.connector.environments if not environment.rehearsal]
        assert all(environment.base_url.startswith("https://") for environment in real if environment.base_url)

    def test_simulated_vendors_are_found_where_they_run_and_nowhere_else(self) -> None:
        assert not any("127.0.0.1" in environment.base_url for environment in self.connector.environments)
        simulated = any(environment.sandbox_path for environment in self.connector.environments)
        assert simulated == bool(self.connector.client or self.connector.hooks)

    def test_every_event_has_a_fixture_and_every_fixture_an_event(self) -> None:
        assert {path.name.split("__")[0] for path in self.payloads()} == {hook.path for hook in self.connector.hooks}

    def test_reading_is_pure_and_deterministic(self) -> None:
        for path, source in self.readings():
            payload = load(path)
            before = copy.deepcopy(payload)
            assert outcome(source, payload) == outcome(source, payload), path.name
            assert payload == before, path.name

    def test_amounts_are_exact_to_the_cent(self) -> None:
        for path, source in self.readings():
            document = outcome(source, load(path))
            if isinstance(document, Document):
                amounts = [document.total, *(instalment.amount for instalment in document.instalments)]
                assert all(amount == amount.quantize(Decimal("0.01")) for amount in amounts), path.name

    def test_every_body_names_its_document(self) -> None:
        hooks = {hook.path: hook for hook in self.connector.hooks}
        for path in self.payloads():
            identify = hooks[path.name.split("__")[0]].identify
            assert named(identify, load(path)) == named(identify, load(path))

    def test_a_bad_signature_is_refused_and_a_genuine_one_is_not(self) -> None:
        verify = self.connector.verify
        if verify is None:
            pytest.skip("receives no calls")
        genuine = call(self.headers)
        assert verify(genuine, self.credentials) == ""
        assert verify(call({}), self.credentials).startswith("signature.")
        assert verify(call(dict.fromkeys(self.headers, "x")), self.credentials).startswith("signature.")
        assert verify(genuine, {}).startswith("signature.")

    def test_plans_are_pure_and_every_step_stands_on_an_earlier_one(self) -> None:
        slugs = {resource.slug for resource in self.connector.resources}
        for target in self.connector.targets:
            samples = sample_documents(target.kind)
            assert any(planned(target, document, self.connector) for document in samples)
            for document in samples:
                steps = planned(target, document, self.connector)
                assert steps == planned(target, document, self.connector)
                assert {step.resource for step in steps} <= slugs
                assert_in_order(steps)

    def test_each_status_gives_the_right_error(self) -> None:
        check = self.connector.check
        if check is None:
            pytest.skip("calls no API")
        for status, expected in STATUSES.items():
            with vendor(answering(status, "no")) as url:
                with pytest.raises(expected) as raised:
                    check(self.client(url))
                assert not isinstance(raised.value, OutcomeUnknown), "reading leaves nothing unknown"

    def test_refused_credentials_ask_for_new_ones(self) -> None:
        check = self.connector.check
        if check is None:
            pytest.skip("calls no API")
        status, body = self.unauthorized
        with vendor(answering(status, body)) as url, pytest.raises(NotAuthorized):
            check(self.client(url))

    def test_an_unreachable_vendor_is_a_temporary_matter(self) -> None:
        check = self.connector.check
        if check is None:
            pytest.skip("calls no API")
        with pytest.raises(Temporary):
            check(self.client("http://127.0.0.1:9/"))

    def test_a_secret_appears_in_no_error_and_no_record(self) -> None:
        check = self.connector.check
        if check is None:
            pytest.skip("calls no API")
        with vendor(repeating) as url:
            client = self.client(url)
            with pytest.raises(Trouble) as raised:
                check(client)
        assert SECRET not in repr(raised.value) + repr(client) + str(raised.value.params)
        redactor = Redactor.for_credentials(self.connector, self.planted())
        kept = [redactor.text(exchange.request + exchange.answer) for exchange in client.http.exchanges]
        assert kept
        assert SECRET not in str(kept)
        # The secret of a sign-in by tokens goes to the token address only, which is never on record.
        assert not self.connector.secrets or self.connector.oauth or MASK in str(kept)

    def payloads(self) -> list[Path]:
        return sorted(self.fixtures.glob("*.json")) if self.fixtures else []

    def readings(self) -> Iterator[tuple[Path, Source]]:
        kinds = {hook.path: hook.kind for hook in self.connector.hooks}
        for path in self.payloads():
            yield path, self.connector.source(kinds[path.name.split("__")[0]])

    def planted(self) -> dict[str, str]:
        return {**super().planted(), **dict.fromkeys(self.credentials, SECRET)}


class NoLimits(SharedBudget):
    """A budget that is never spent, so that the contract needs no database."""

    @contextmanager
    def spend(self, limits: Any) -> Iterator[None]:
        yield


def load(path: Path) -> Any:
    """Read a payload as the engine does."""
    return json.loads(path.read_text(), parse_float=Decimal)


def outcome(source: Source, payload: Any) -> Document | tuple[str, dict[str, str]]:
    """Give the document, or the refusal as comparable data."""
    try:
        return source.read(payload)
    except Rejected as refusal:
        return refusal.code, dict(refusal.params)


def planned(target: Target, document: Document, connector: Connector) -> tuple[Step, ...]:
    """Give the steps, or none where the target has no way to book such a document and says so."""
    try:
        return target.plan(document, Echo(connector))
    except Rejected:
        return ()


def named(identify: Callable[[Any], str], payload: Any) -> str:
    """Give the id that a body names; one without an id is refused under that very code."""
    try:
        return identify(payload)
    except Rejected as refusal:
        return {"source.no_id": ""}[refusal.code]


def call(headers: Mapping[str, str]) -> Call:
    """Give a call with some headers."""
    lower = {name.lower(): value for name, value in headers.items()}
    return Call(path="x", headers=lower, body=b"{}", address="203.0.113.9", token_holder=lambda token: None)


def assert_in_order(steps: tuple[Step, ...]) -> None:
    """Keys are unique and fit their column; what a step refers to comes before it."""
    booked: set[str] = set()
    for step in steps:
        assert step.key not in booked
        assert 0 < len(step.key) <= 120
        assert references(step.body) <= booked
        booked.add(step.key)


def references(body: Any) -> set[str]:
    """Give the operation keys that a request refers to."""
    match body:
        case Ref(key):
            return {key}
        case Mapping():
            return set().union(*map(references, body.values()))
        case list() | tuple():
            return set().union(*map(references, body))
    return set()


def sample_documents(kind: str) -> list[Document]:
    """Give a payable and a receivable of a kind, with everything a document can carry, or an entry of each register."""
    if kind == Kind.MASTER_DATA:
        return [master_data(entry(register), changed=datetime(2026, 4, 8, tzinfo=UTC)) for register in Register]
    return [sample(Kind(kind), direction) for direction in Direction]


def entry(register: Register) -> RegisterEntry:
    """Give an entry with what any register may want to know."""
    told = ("email", "maria@example.com"), ("birth_date", "1990-01-31")
    return RegisterEntry(register=register, code="10457", name="Maria Aparecida de Souza", fields=told)


def sample(kind: Kind, direction: Direction) -> Document:
    """Give one document in two instalments, the first of them paid."""
    centres = tuple(Allocation(cost_centre=Coded(str(code)), share=Decimal(code)) for code in (1, 2))
    paid = Settlement(on=date(2026, 5, 10), amount=Decimal("50.03"))
    dues = ((1, Decimal("50.03"), paid), (2, Decimal("49.98"), None))
    return Document(
        kind=kind,
        source_id="77",
        direction=direction,
        number="NF-77",
        party=Party(
            code="5",
            name="Oficina Central Ltda",
            tax_id="11222333000181",
            bank=BankAccount(bank="001", branch="1234", account="56789-0"),
        ),
        issued=date(2026, 4, 8),
        total=Decimal("100.01"),
        category=Coded("c", "Category"),
        lines=(expense(),) if kind is Kind.EXPENSE_REPORT else (),
        attachments=(Attachment(url="https://files.example.com/nf.pdf", name="nf.pdf"),),
        instalments=tuple(
            Instalment(
                code=f"S-{number}",
                number=number,
                of=2,
                due=date(2026, 4 + number, 10),
                amount=amount,
                allocations=centres,
                settlement=settlement,
            )
            for number, amount, settlement in dues
        ),
    )


def expense() -> Line:
    """Give one expense that is paid back, shared by two cost centres."""
    centres = tuple(Allocation(cost_centre=Coded(str(code)), share=Decimal(code)) for code in (1, 2))
    amount, category = Decimal("100.01"), Coded("t", "Type")
    return Line(
        code="9",
        description="Hotel",
        quantity=Decimal(1),
        unit_price=amount,
        amount=amount,
        category=category,
        allocations=centres,
    )


def repeating(request: Request) -> Response:
    """Stand for a gateway that refuses, and repeats everything that was sent to it."""
    return Response(f"{request.headers}".encode() + request.get_data(), status=403)


def answering(status: int, body: str) -> Callable[[Request], Response]:
    """Give a vendor that always answers the same."""
    return lambda request: Response(body, status=status)


@contextmanager
def vendor(answer: Callable[[Request], Response]) -> Iterator[str]:
    """Serve one answer on a free port and give its address."""
    server = make_server("127.0.0.1", 0, Request.application(answer), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
