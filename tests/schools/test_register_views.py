"""The register in the administration: upload, preview, take over once."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.models import AuditEntry
from schools.models import RegisterImport, School, SchoolYearFigures
from tests.schools.registers import authorities, register, school

CREATE = reverse("schools:register_import_create")
KEYS = authorities(_99901="Stadt Musterort")
OURS = (school("990000", Gemeindeschluessel="05998004"),)


def as_file(raw: bytes, name: str = "schuldaten.csv") -> io.BytesIO:
    file = io.BytesIO(raw)
    file.name = name
    return file


def upload(client, *schools, keys=KEYS, raw=b"", **data):
    data |= {"file": as_file(raw or register(*schools)), "district": data.get("district", "05998")}
    if keys:
        data["authorities_file"] = as_file(keys, "key_traeger.csv")
    return client.post(CREATE, data)


def url(name: str) -> str:
    return reverse(f"schools:register_import_{name}", args=[RegisterImport.unscoped.latest("uploaded_at").pk])


@pytest.mark.parametrize(
    ("actor", "status"), [("admin", 200), ("head", 403), ("lead_a", 403), ("adviser", 403)]
)
def test_only_the_administration_loads_the_register(world, actor, status):
    client = world.client_for(actor)
    assert client.get(CREATE).status_code == status
    upload(world.client_for("admin"), *OURS)
    expected = status if status == 200 else 404
    assert client.get(url("detail")).status_code == expected


@pytest.mark.parametrize("name", ["commit", "discard"])
def test_others_can_neither_commit_nor_discard(world, name):
    upload(world.client_for("admin"), *OURS)
    assert world.client_for("head").post(url(name)).status_code == 404
    assert world.client_for("admin").get(url(name)).status_code == 405
    assert School.unscoped.count() == 3


def test_upload_preview_commit(world):
    client = world.client_for("admin")
    response = upload(client, *OURS, school("199901", Schulform="0A"))
    assert response.status_code == 302
    page = client.get(response.url)
    assert {key: page.context["counts"][key] for key in ("created", "updated", "skipped")} == {
        "created": 1,
        "updated": 0,
        "skipped": 1,
    }
    assert School.unscoped.count() == 3
    done = client.post(url("commit"), {"seen": page.context["seen"]}, follow=True)
    assert (
        "Das Register wurde übernommen: 1 neu, 0 geändert, 0 geschlossen, 0 fehlen in der Datei."
        in done.content.decode()
    )
    assert School.unscoped.get(school_number="990000").authority.name == "Stadt Musterort"
    assert AuditEntry.objects.filter(verb="schools.register_imported").count() == 1
    assert [upload.file_name for upload in client.get(CREATE).context["recent"]] == ["schuldaten.csv"]


def test_double_click_commits_once(world):
    client = world.client_for("admin")
    seen = client.get(upload(client, *OURS).url).context["seen"]
    client.post(url("commit"), {"seen": seen})
    again = client.post(url("commit"), {"seen": seen}, follow=True)
    assert "Diese Datei wurde bereits übernommen." in again.content.decode()
    assert AuditEntry.objects.filter(verb="schools.register_imported").count() == 1


def test_stale_preview_writes_nothing_and_is_shown_again(world):
    client = world.client_for("admin")
    seen = client.get(upload(client, *OURS).url).context["seen"]
    first = url("detail")
    upload(client, *OURS)
    client.post(url("commit"), {"seen": client.get(url("detail")).context["seen"]})
    School.unscoped.filter(school_number="990000").update(city="Anderswo")
    response = client.post(first + "uebernehmen/", {"seen": seen}, follow=True)
    assert "Seit dieser Vorschau haben sich die Schulen geändert." in response.content.decode()
    assert School.unscoped.get(school_number="990000").city == "Anderswo"
    assert response.context["counts"]["updated"] == 1
    assert response.context["earlier"] is not None
    client.post(first + "uebernehmen/", {"seen": response.context["seen"]})
    assert School.unscoped.get(school_number="990000").city == "Musterort"


def test_same_file_again_has_nothing_to_change(world):
    client = world.client_for("admin")
    client.post(
        url("commit") if upload(client, *OURS) else "", {"seen": client.get(url("detail")).context["seen"]}
    )
    page = client.get(upload(client, *OURS).url).content.decode()
    assert "Nichts zu ändern" in page
    assert "Diese Datei wurde bereits am" in page


def test_discarded_preview_is_gone_with_its_files(world, django_capture_on_commit_callbacks):
    client = world.client_for("admin")
    upload(client, *OURS)
    stored = RegisterImport.unscoped.get()
    storage, names = stored.file.storage, [stored.file.name, stored.authorities_file.name]
    assert [storage.exists(name) for name in names] == [True, True]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("discard"))
    assert RegisterImport.unscoped.count() == 0
    assert [storage.exists(name) for name in names] == [False, False]


def test_committed_import_cannot_be_discarded(world):
    client = world.client_for("admin")
    client.post(
        url("commit") if upload(client, *OURS) else "", {"seen": client.get(url("detail")).context["seen"]}
    )
    assert "bereits übernommen" in client.post(url("discard"), follow=True).content.decode()
    assert RegisterImport.unscoped.count() == 1


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        (register(school("1"), *OURS, school("990000")), [(3, "Schulnummer"), (5, "Schulnummer")]),
        (register(*OURS).replace(b";", b","), [(2, "Schulnummer")]),
        (register(*OURS)[:-5], [(0, "")]),
        (register(school("990000", Ort="Gütersloh")).decode().encode("cp1252"), [(3, "Ort")]),
        (register(), [(0, "")]),
    ],
    ids=["two lines", "delimiter", "cut off", "encoding", "no rows"],
)
def test_broken_file_is_explained_and_not_kept(world, raw, places):
    response = upload(world.client_for("admin"), raw=raw)
    assert response.status_code == 422
    assert [(problem.line, problem.column) for problem in response.context["problems"]] == places
    assert (RegisterImport.unscoped.count(), School.unscoped.count()) == (0, 3)


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("schuldaten.pdf", b"%PDF-1.7", "hat den falschen Typ"),
        ("schuldaten.csv", b"PK\x03\x04zip", "ist nicht das, was die Endung sagt"),
        ("schuldaten.csv", b"", "leer"),
    ],
)
def test_wrong_kind_of_file_is_refused(world, name, raw, text):
    response = world.client_for("admin").post(CREATE, {"file": as_file(raw, name), "district": ""})
    assert response.status_code == 422
    assert text in response.content.decode()


def test_oversized_file_is_refused(world, settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    response = upload(world.client_for("admin"), raw=register(*OURS) + b"\n" * 1024 * 1024)
    assert (response.status_code, "1 MB" in response.content.decode()) == (422, True)


@pytest.mark.parametrize("district", ["Gütersloh", "5", "123456789", "٠٥٩٩٨"])
def test_district_must_be_digits(world, district):
    assert upload(world.client_for("admin"), *OURS, district=district).status_code == 422


def test_missing_schools_of_the_district_are_announced_first(world):
    client = world.client_for("admin")
    raw = register(school("990012", Gemeindeschluessel="05999004", Traegernummer="99001"))
    response = upload(client, raw=raw, district="05999", keys=b"")
    rows = client.get(response.url).context["rows"]
    assert [(row.school_number, row.label) for row in rows] == [
        ("990024", "nicht mehr im Register"),
        ("990036", "nicht mehr im Register"),
        ("990012", "geändert"),
    ]


def test_a_file_that_lacks_most_open_schools_has_to_be_confirmed(world):
    client = world.client_for("admin")
    near = [school(f"1998{number:02d}") for number in range(4)]
    upload(client, *near, district="05998")
    client.post(url("commit"), {"seen": client.get(url("detail")).context["seen"]})
    page = client.get(upload(client, near[0], school("990000"), district="05998").url)
    text = "3 von 4 offenen Schulen fehlen in der Datei."
    assert page.context["counts"]["warnings"][0].startswith(text)
    assert page.text.count(text) == 1
    assert (page.context["counts"]["closed"], page.context["counts"]["missing"]) == (0, 3)
    assert 'name="accept_missing"' in page.content.decode()
    seen = {"seen": page.context["seen"]}
    refused = client.post(url("commit"), seen, follow=True).content.decode()
    assert "Bestätigen Sie, dass das stimmt" in refused
    assert not School.unscoped.filter(missing_since__isnull=False).exists()
    client.post(url("commit"), seen | {"accept_missing": "1"})
    assert School.unscoped.filter(missing_since__isnull=False).count() == 3
    assert RegisterImport.unscoped.latest("uploaded_at").preview["missing"] == 3


def test_what_the_file_closes_is_told_apart_from_what_it_lacks(world):
    client = world.client_for("admin")
    near = [school(f"1998{number:02d}") for number in range(5)]
    upload(client, *near)
    client.post(url("commit"), {"seen": client.get(url("detail")).context["seen"]})
    closed = near[0] | {"Schulbetriebsschluessel": "9", "Schulbetriebsdatum": "31.07.2026"}
    page = client.get(upload(client, closed, *near[1:4]).url)
    assert (page.context["counts"]["closed"], page.context["counts"]["missing"]) == (1, 1)
    assert page.context["counts"]["warnings"][0].startswith("Fehlen in der Datei")
    assert 'name="accept_missing"' not in page.content.decode()


def test_preview_whose_file_is_gone_is_explained(world):
    client = world.client_for("admin")
    upload(client, *OURS)
    stored = RegisterImport.unscoped.get()
    stored.file.storage.delete(stored.file.name)
    page = client.get(url("detail"))
    assert [problem.text for problem in page.context["problems"]] == [
        "Die hochgeladene Datei ist nicht mehr da. Bitte laden Sie sie noch einmal hoch."
    ]
    done = client.post(url("commit"), {"seen": ""}, follow=True)
    assert "Nichts wurde übernommen" in done.content.decode()
    assert RegisterImport.unscoped.get().committed_at is None


# --- figures by command ---


def test_figures_by_command(world, tmp_path, capsys):
    path = tmp_path / "zahlen.csv"
    path.write_text(
        "Schulnummer;Schuljahr;Schülerzahl\n990012;2026/27;412\n990036;2026/27;120\n", encoding="cp1252"
    )
    call_command("import_figures", str(path), "--json", "--dry-run")
    assert SchoolYearFigures.unscoped.count() == 0
    call_command("import_figures", str(path), "--json")
    call_command("import_figures", str(path))
    assert capsys.readouterr().out.splitlines() == [
        '{"created": 2, "updated": 0, "unchanged": 0}',
        '{"created": 2, "updated": 0, "unchanged": 0}',
        "0 neu, 0 geändert, 2 unverändert.",
    ]


@pytest.mark.parametrize("content", ["Schulnummer;Schuljahr;Schülerzahl\n199999;2026;1\n", "a;b\n", ""])
def test_broken_figures_by_command(world, tmp_path, content):
    path = tmp_path / "zahlen.csv"
    path.write_text(content)
    with pytest.raises(CommandError):
        call_command("import_figures", str(path))
    with pytest.raises(CommandError):
        call_command("import_figures", str(tmp_path / "nichts.csv"))
    assert SchoolYearFigures.unscoped.count() == 0
