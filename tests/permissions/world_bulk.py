"""A Träger's list for all schools in the persona world."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from equipment.services import authority_import as bulk
from tests.permissions.marks import FullWorld, mark

OFFICE = {"A": "it", "C": "staff_c"}


def set_up_bulk(full: FullWorld, letter: str) -> None:
    """Read and not yet taken over: one line of the school, one that is faulty."""
    things = full.places[letter]
    if letter == "B":
        things.values["bulk_import"] = full.places["A"].values["bulk_import"]  # under the same Träger as A
        return
    number = things.school.school_number
    lines = [
        "Schulnummer;Gerätetyp;Anzahl;Raum",
        f"{number};Tablet im Klassensatz;31;{mark(f'S{letter}', 'fact', 'bulkroom')}",
        f"{number};Tablet im Klassensatz;keins;",
    ]
    file = SimpleUploadedFile(f"{mark(f'S{letter}', 'fact', 'bulkfile')}.csv", "\n".join(lines).encode())
    upload = bulk.upload_bulk(file, authority=things.school.authority, actor=full.user(OFFICE[letter]))
    bulk.perform(upload.pk)
    things.values["bulk_import"] = upload.pk
