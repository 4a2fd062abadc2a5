"""Stock in great numbers: a list of 100,000 lines on its way in, a page above 1,000,000 lines."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from functools import partial

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from bench import world
from bench.measures import BACKEND, paces
from bench.processes import Peak, process, wait_for_children, worker
from bench.results import Result, against, seconds
from equipment.models import BulkImport, EquipmentType, StockBatch
from equipment.services import bulk, bulk_jobs
from equipment.tasks import ring
from schools.models import School, SchoolAuthority

LINES, BATCHES = 100_000, 1_000_000
IMPORTS = 3  # turn by turn with the bare reading, so that other load meets both alike
HEADER = (
    "Schulnummer",
    "Kennung",
    "Gerätetyp-Code",
    "Gerätetyp",
    "Anzahl",
    "Raum",
    "Anschaffungsjahr",
    "Finanzierung",
    "Zustand",
    "Status",
    "Seriennummern",
)


def _workbook() -> bytes:
    types = list(EquipmentType.objects.values_list("code", "name")[:20])
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for number in range(LINES):
        code, name = types[number % len(types)]
        school = f"99{number % world.SCHOOLS:04d}"
        room, year = f"Import {number // 2200}", 2015 + number // world.SCHOOLS % 10
        sheet.append(
            (
                school,
                None,
                code,
                name,
                1,
                f"{room}/{number}",
                year,
                None,
                "gut",
                "in Betrieb",
                f"SN-{number:08d}",
            )
        )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _upload(content: bytes) -> BulkImport:
    file = SimpleUploadedFile("bestand.xlsx", content)
    authority = SchoolAuthority.unscoped.get(number="99101")
    return bulk.upload_bulk(file, authority=authority, actor=User.objects.get(email=world.STAFF))


def _order(upload: BulkImport) -> BulkImport:
    return bulk.order_commit(upload, skips_faulty=False, actor=upload.uploaded_by)


def _from_file_to_stock(content: bytes) -> BulkImport:
    upload = _upload(content)
    bulk_jobs.perform(upload.pk)
    _order(upload)
    bulk_jobs.perform(upload.pk)
    return BulkImport.unscoped.get(pk=upload.pk)


def _bare(content: bytes) -> None:
    """The fastest reader and one COPY, nothing checked."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{index} text" for index in range(len(HEADER)))
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns})")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in sheet.iter_rows():
                copy.write_row(row)
        cursor.execute("DROP TABLE bare")


def stock_import_100k() -> list[Result]:
    """From the uploaded workbook to the committed stock; then the same in a worker, for its memory."""
    content = _workbook()
    _bare(content)
    turns = [(seconds(partial(_bare, content)), _imported(content)) for _turn in range(IMPORTS)]
    baseline, value = map(statistics.median, zip(*turns, strict=True))
    _without_import()
    return [
        against("stock_import_100k", value, baseline, unit="s", aim=5),
        Result("stock_import_100k_memory", _peak(content), "MB", None, None, 300),
    ]


def _imported(content: bytes) -> float:
    """Seconds from file to stock, into a table that has seen no import before."""
    _without_import()
    done: list[BulkImport] = []
    taken = seconds(lambda: done.append(_from_file_to_stock(content)))
    if done[0].outcome.get("created") != LINES:
        raise RuntimeError(f"not taken over: {done[0].error} {done[0].problems[:3]} {done[0].outcome}")
    return taken


def _without_import() -> None:
    StockBatch.unscoped.filter(room__startswith="Import ").delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE equipment_stockbatch")  # as the database does by itself after a while


def _peak(content: bytes) -> float:
    """Of a worker with one child, master included."""
    with process(*worker(1)) as root:
        wait_for_children(root, 1)
        with Peak(root) as peak:
            upload = _upload(content)
            ring(upload.pk)
            _wait(upload)
            _order(upload)
            ring(upload.pk)
            _wait(upload)
    return peak.megabytes


def _wait(upload: BulkImport) -> None:
    while BulkImport.unscoped.get(pk=upload.pk).is_busy:
        time.sleep(0.2)


def stock_list_1m() -> list[Result]:
    """The stock page of a school among 1,000,000 lines of all schools, first and third page."""
    _fill()
    address = reverse("equipment:stock_list", args=["990000"])
    times, baseline = paces([(world.LEAD, address), (world.LEAD, f"{address}?page=3")])
    client = Client()
    client.force_login(User.objects.get(email=world.LEAD), backend=BACKEND)
    found = []
    for page, milliseconds in times.items():
        with override_settings(ALLOWED_HOSTS=["testserver"]), CaptureQueriesContext(connection) as caught:
            client.get(page)
        name = "stock_list_1m" if page == address else "stock_list_1m page 3"
        found.append(
            against(name, milliseconds * 1000, baseline * 1000, unit="ms", aim=3, queries=len(caught))
        )
    return found


def _fill() -> None:
    """As many lines in each school, spread over types, rooms and years."""
    if StockBatch.unscoped.count() >= BATCHES:
        return
    schools = list(School.unscoped.order_by("pk").values_list("pk", flat=True))
    types = list(EquipmentType.objects.values_list("pk", flat=True)[:20])
    with connection.cursor() as cursor:
        for first in range(1, BATCHES, LINES):  # no statement may take as long as all of them
            cursor.execute(
                """INSERT INTO equipment_stockbatch (school_id, type_id, quantity, building, room, purchase_year,
                    invoice_number, condition, state, serials, retired_reason, version, changed_at)
                SELECT (%(schools)s::bigint[])[1 + n %% %(school_count)s],
                    (%(types)s::bigint[])[1 + (n / %(school_count)s) %% %(type_count)s], 1 + n %% 30, '',
                    'Raum ' || n, 2014 + n %% 12, '', 'good', 'in_use', '', '', 0, now()
                FROM generate_series(%(first)s, %(last)s) n""",
                {
                    "schools": schools,
                    "school_count": len(schools),
                    "types": types,
                    "type_count": len(types),
                    "first": first,
                    "last": first + LINES - 1,
                },
            )
        cursor.execute("VACUUM ANALYZE equipment_stockbatch")  # as the database does by itself after a while


MEASURES: dict[str, Callable[[], list[Result]]] = {
    "stock_import_100k": stock_import_100k,
    "stock_list_1m": stock_list_1m,
}
