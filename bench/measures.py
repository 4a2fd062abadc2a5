"""The measures of the portal, each with its baseline from the same run."""

from __future__ import annotations

import csv
import io
import statistics
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench import world
from bench.results import Result, against, median_seconds, seconds
from reports import pipeline, services
from reports.models import ReportJob
from roundtables.models import Meeting
from schools.importers.register import read_register
from schools.models import Municipality, School, SchoolAuthority
from schools.services.register import upsert_register

TURNS = 15
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def pages() -> list[Result]:
    """Median server time of the five main pages against the bare view, each after one warm-up."""
    meeting = Meeting.unscoped.get()
    addresses = [
        (world.STAFF, reverse("home")),
        (world.STAFF, reverse("schools:school_list")),
        (world.STAFF, reverse("matrix:heatmap", args=["99101"])),
        (world.LEAD, reverse("matrix:school_assessment", args=["990000"])),
        (world.STAFF, reverse("roundtables:meeting_detail", args=[meeting.pk])),
    ]
    times, baseline = paces(addresses)
    middle = against("pages", statistics.median(times.values()) * 1000, baseline * 1000, unit="ms", aim=3)
    single = [
        against(f"page {address}", value * 1000, baseline * 1000, unit="ms", aim=3)
        for address, value in times.items()
    ]
    return [middle, *single]


def paces(addresses: list[tuple[str, str]]) -> tuple[dict[str, float], float]:
    """Median seconds of each page (account, address), and of the bare view between them."""
    clients = {email: _client(email) for email in (world.STAFF, world.LEAD)}
    turns: dict[str, list[float]] = {"/bare/": [], **{address: [] for _email, address in addresses}}
    with override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"]):
        for turn in range(TURNS + 1):  # page after page in each turn, so that other load meets them all alike
            for email, address in [(world.STAFF, "/bare/"), *addresses]:
                taken = seconds(partial(_get, clients[email], address))
                turns[address] += [taken] if turn else []  # the first turn warms up
    times = {address: statistics.median(values) for address, values in turns.items()}
    return times, times.pop("/bare/")


def rating_table() -> list[Result]:
    """The table of all answers of one school, every aspect answered."""
    return [_page("rating_table", world.LEAD, reverse("matrix:school_table", args=["990000"]))]


def heat_map() -> list[Result]:
    """The picture of 110 schools, each with five releases behind it."""
    return [_page("heat_map", world.STAFF, reverse("matrix:heatmap", args=["99101"]))]


def _page(name: str, email: str, address: str) -> Result:
    times, baseline = paces([(email, address)])
    client = _client(email)
    with override_settings(ALLOWED_HOSTS=["testserver"]), CaptureQueriesContext(connection) as caught:
        _get(client, address)
    milliseconds = times[address] * 1000
    return against(name, milliseconds, baseline * 1000, unit="ms", aim=4, queries=len(caught))


def _client(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    return client


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def register_file() -> bytes:
    """The official file where it is at hand, else 5,500 invented lines in its format."""
    real = Path(settings.BASE_DIR).parent / "shared/data/nrw/schuldaten_2021-09.csv"
    if real.exists():
        return real.read_bytes()
    head = "Schulnummer;Schulform;Schulbezeichnung_1;Kurzbezeichnung;Ort;Rechtsform;Traegernummer;"
    head += "Gemeindeschluessel;Schulbetriebsschluessel;Schulbetriebsdatum;"
    lines = [
        f'"{900000 + n}";"02";"Schule {n}";"Ort, Schule {n}";"Ort {n % 300}";"1";"{98000 + n % 300}";'
        f'"0599{n % 300:04d}";"1";"01.08.1990";'
        for n in range(5500)
    ]
    return "\n".join(["sep=;", head, *lines, ""]).encode()


def _rolled_back(work: Callable[[], object]) -> float:
    """Seconds of `work` in a transaction that leaves nothing behind."""
    with transaction.atomic():
        taken = seconds(work)
        transaction.set_rollback(True)
    return taken


def register_import() -> list[Result]:
    """The whole file through the importer against reading it and one bulk insert of the same rows."""
    raw = register_file()

    def plain() -> None:
        text = raw.decode("utf-8-sig")
        lines = text.split("\n", 1)[1] if text.startswith("sep=") else text
        rows = list(csv.DictReader(io.StringIO(lines), delimiter=";"))
        place = Municipality.objects.first()
        bearer = SchoolAuthority.unscoped.first()
        School.unscoped.bulk_create(
            School(
                school_number=row["Schulnummer"],
                name=row["Kurzbezeichnung"][:120],
                official_name=row["Schulbezeichnung_1"],
                school_type=row["Schulform"],
                city=row["Ort"][:80],
                municipality=place,
                authority=bearer,
            )
            for row in rows
        )

    baseline = statistics.median(_rolled_back(plain) for _turn in range(3))
    value = statistics.median(
        _rolled_back(lambda: upsert_register(read_register(raw), accept_missing=True)) for _turn in range(3)
    )
    return [against("register_import", value, baseline, unit="s", aim=4)]


def school_report() -> list[Result]:
    """Collect, freeze, render and store against bare write_pdf of the same HTML."""
    from weasyprint import HTML  # noqa: PLC0415 - slow import, only here

    from reports.pdf import _closed_fetcher  # noqa: PLC0415 - the same fonts and styles for both sides

    staff = User.objects.get(email=world.STAFF)
    school = School.unscoped.order_by("school_number")[0]
    frozen: dict = {}

    def whole() -> None:
        ReportJob.unscoped.all().delete()
        job = services.request_report(school, actor=staff, limit=None)
        services.perform(job.pk)
        frozen.update(ReportJob.unscoped.get(pk=job.pk).snapshot or {})

    value = median_seconds(whole, times=5)
    html = pipeline.render_html("school", frozen)
    fetcher = _closed_fetcher()

    def bare() -> None:
        HTML(string=html, base_url="static:", url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")

    baseline = median_seconds(bare, times=5)
    return [against("school_report", value, baseline, unit="s", aim=1.3)]
