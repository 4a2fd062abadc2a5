"""Short ways to a Träger's list: its file, its reading, its taking over."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from equipment.models import BulkImport, StockBatch
from equipment.services import bulk, bulk_jobs
from tests.world import World

HEADER = "Schulnummer;Kennung;Gerätetyp-Code;Anzahl;Raum;Anschaffungsjahr;Finanzierung;Zustand;Status;Seriennummern"


def file_of(*lines: str, header: str = HEADER, name: str = "bestand.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([header, *lines]).encode())


def read(world: World, *lines: str, actor: str = "it", **how: Any) -> BulkImport:
    """Uploaded and read, as the worker does it."""
    authority = world.school_a.authority
    upload = bulk.upload_bulk(file_of(*lines, **how), authority=authority, actor=world.user(actor))
    return performed(upload)


def performed(upload: BulkImport) -> BulkImport:
    bulk_jobs.perform(upload.pk)
    return BulkImport.unscoped.get(pk=upload.pk)


def commit(upload: BulkImport, world: World, *, skips_faulty: bool = False) -> BulkImport:
    return performed(bulk.order_commit(upload, skips_faulty=skips_faulty, actor=world.user("it")))


def undo(upload: BulkImport, world: World) -> BulkImport:
    return performed(bulk.order_undo(upload, actor=world.user("it")))


def counted(upload: BulkImport) -> dict[str, int]:
    names = ("create", "update", "unchanged", "faulty")
    return {name: sum(row[name] for row in upload.counts) for name in names}


def everything() -> list[dict[str, Any]]:
    """The stock without the count of its versions and the moment of its last change."""
    hidden = {"version", "changed_at"}
    rows = StockBatch.unscoped.order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]
