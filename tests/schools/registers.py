"""Small register files for tests. School numbers begin with 1999, which no real school has."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from gutersloh_portal import env

COLUMNS = (
    "Schulnummer", "Schulform", "Schulbezeichnung_1", "Schulbezeichnung_2", "Schulbezeichnung_3",
    "Kurzbezeichnung", "PLZ", "Ort", "Strasse", "Telefonvorwahl", "Telefon", "Faxvorwahl", "Fax", "E-Mail",
    "Homepage", "Rechtsform", "Traegernummer", "Gemeindeschluessel", "Schulbetriebsschluessel",
    "Schulbetriebsdatum", "EPSG", "UTMRechtswert", "UTMHochwert",
)  # fmt: skip
DEFAULTS = {
    "Schulform": "02",
    "Schulbezeichnung_1": "Grundschule",
    "Kurzbezeichnung": "Musterort, GS Test",
    "PLZ": "33300",
    "Ort": "Musterort",
    "Strasse": "Weg 1",
    "Telefonvorwahl": "05241",
    "Telefon": "12345",
    "Homepage": "https://schule.example.org",
    "Rechtsform": "1",
    "Traegernummer": "99901",
    "Gemeindeschluessel": "05998004",
    "Schulbetriebsschluessel": "1",
    "Schulbetriebsdatum": "01.08.1973",
    "EPSG": "EPSG:25832",
    "UTMRechtswert": "458182",
    "UTMHochwert": "5750000",
}


def school(number: str, **values: str) -> dict[str, str]:
    named = {key.replace("Mail", "E-Mail"): value for key, value in values.items()}
    return {"E-Mail": f"{number}@schule.example.org"} | DEFAULTS | {"Schulnummer": number} | named


def register(
    *schools: dict[str, str], columns: tuple[str, ...] = COLUMNS, sep: bool = True, trailing: bool = True
) -> bytes:
    """The bytes of a register file in the official form."""
    head = ";".join(columns) + (";" if trailing else "")
    lines = [";".join(f'"{row.get(column, "")}"' for column in columns) for row in schools]
    return "\n".join([*(["sep=;"] if sep else []), head, *lines, ""]).encode()


def authorities(**names: str) -> bytes:
    head = "Traegernummer;Traegerbezeichnung_1;Traegerbezeichnung_2;Traegerbezeichnung_3;"
    lines = [f'"{number[1:]}";"{name}";"";""' for number, name in names.items()]
    return "\n".join(["sep=;", head, *lines, ""]).encode()


def real_file(name: str) -> Path:
    """A file of the shared folder; the test is skipped with a word where that folder is absent."""
    shared = Path(env.text("PORTAL_SHARED") or Path(settings.BASE_DIR).parent / "shared")
    path = shared / "data" / "nrw" / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine (PORTAL_SHARED names its folder)")
    return path
