"""Lists of stock in the persona world: a Träger's for all schools, and those that are not in our words."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from equipment.services import bulk, bulk_jobs, inventory
from equipment.services.mapping import save_profile
from tests.permissions.marks import FullWorld, mark

OFFICE = {"A": "it", "C": "staff_c"}


def set_up_bulk(full: FullWorld, letter: str) -> None:
    """Read and not yet taken over: one line of the school, one that is faulty."""
    things = full.places[letter]
    set_up_foreign_list(full, letter, full.user(f"lead_{letter.lower()}"))
    if letter == "B":
        for name in ("bulk_import", "mapped_bulk", "bulk_profile"):  # under the same Träger as A
            things.values[name] = full.places["A"].values[name]
        return
    number = things.school.school_number
    lines = [
        "Schulnummer;Gerätetyp;Anzahl;Raum",
        f"{number};Tablet im Klassensatz;31;{mark(f'S{letter}', 'list', 'bulkroom')}",
        f"{number};Tablet im Klassensatz;keins;",
    ]
    file = SimpleUploadedFile(f"{mark(f'S{letter}', 'list', 'bulkfile')}.csv", "\n".join(lines).encode())
    upload = bulk.upload_bulk(file, authority=things.school.authority, actor=full.user(OFFICE[letter]))
    bulk_jobs.perform(upload.pk)
    things.values["bulk_import"] = upload.pk
    _foreign_list(full, letter)


def _foreign_list(full: FullWorld, letter: str) -> None:
    """One whose words wait to be assigned, and a mapping that was kept."""
    things, office = full.places[letter], full.user(OFFICE[letter])
    table = f"Haus;Artikel\nNord;{mark(f'S{letter}', 'list', 'foreignword')}\n"
    file = SimpleUploadedFile(f"{mark(f'S{letter}', 'list', 'foreignfile')}.csv", table.encode())
    upload = bulk.upload_bulk(file, authority=things.school.authority, actor=office)
    bulk_jobs.perform(upload.pk)
    upload.refresh_from_db()
    columns = {"school_number": "Haus", "type": "Artikel"}
    bulk_jobs.perform(bulk.map_columns(upload, columns=columns, is_aggregated=True, actor=office).pk)
    upload.refresh_from_db()
    name = mark(f"S{letter}", "kept", "profile")
    kept = save_profile(upload, name=name, owner=things.school.authority, actor=office)
    things.values |= {"mapped_bulk": upload.pk, "bulk_profile": kept.pk}


def set_up_foreign_list(full: FullWorld, letter: str, lead: User) -> None:
    """One whose words wait to be assigned, and a mapping that was kept."""
    things = full.places[letter]
    table = f"Artikel;Farbe\n{mark(letter, 'stock', 'foreignword')};rot\n"
    file = SimpleUploadedFile(f"{mark(letter, 'stock', 'foreignfile')}.csv", table.encode())
    upload = inventory.upload_inventory(file, school=things.school, actor=lead)
    upload = inventory.map_columns(upload, columns={"type": "Artikel"}, is_aggregated=True)
    kept = save_profile(upload, name=mark(letter, "stock", "profile"), owner=things.school, actor=lead)
    things.values |= {"mapped_import": upload.pk, "import_profile": kept.pk}
