"""Documents of an agenda item: a file or a link, for the readers of the meeting."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import Conflict, DomainError
from reports.builders.minutes import MinutesReport
from reports.models import ReportJob
from reports.pipeline import render_html
from roundtables import services
from roundtables.models import AgendaDocument, AgendaItem
from roundtables.selectors import minutes_content
from tests.permissions.marks import pdf_saying
from tests.roundtables.conftest import Table, page, seal


def paper(name: str = "Netzplan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_saying("Netzplan"))


def test_a_file_and_a_link_stand_at_their_item(table: Table) -> None:
    staff, item = table.world.client_for("staff"), table.meeting.agenda.first()
    assert item
    url = page("agendaitem_document", item.pk)
    answer = staff.post(url, {"file": paper(), "url": "", "title": ""})
    assert answer["Location"].endswith(f"#item-{item.pk}")
    staff.post(url, {"url": "https://example.org/plan", "title": "Plan der Stadt"})
    shown = table.world.client_for("lead_a").get(page("meeting_detail", table.meeting.pk)).content.decode()
    assert "Netzplan.pdf" in shown
    assert 'href="https://example.org/plan"' in shown
    file = AgendaDocument.unscoped.get(url="")
    given = table.world.client_for("lead_a").get(page("document_download", file.pk))
    assert given["Content-Disposition"] == 'attachment; filename="Netzplan.pdf"'
    assert b"".join(given.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert table.world.client_for("lead_c").get(page("document_download", file.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("Makro.docm", b"PK\x03\x04"), ("Plan.pdf", b"MZ"), ("Seite.html", b"<script>"), ("leer.pdf", b"")],
)
def test_what_could_do_harm_is_refused(table: Table, name: str, content: bytes) -> None:
    item = table.meeting.agenda.first()
    assert item
    answer = table.world.client_for("staff").post(
        page("agendaitem_document", item.pk), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 422
    assert not AgendaDocument.unscoped.exists()


def test_neither_and_both_are_refused(table: Table) -> None:
    item = table.meeting.agenda.first()
    assert item
    for told in ({}, {"file": paper(), "url": "https://example.org"}):
        with pytest.raises(DomainError):
            services.add_document(item, title="", actor=table.user(), **told)


def test_an_item_that_is_gone_takes_no_document_and_no_other_place(table: Table) -> None:
    item, staff = table.meeting.agenda.first(), table.user()
    assert item
    AgendaItem.unscoped.filter(pk=item.pk).delete()
    with pytest.raises(Conflict, match="nicht mehr auf der Tagesordnung"):
        services.add_document(item, title="", file=paper(), actor=staff)
    for move in ({"position": 2}, {"direction": "down"}):
        act = services.place_agenda_item if "position" in move else services.move_agenda_item
        with pytest.raises(Conflict, match="nicht mehr auf der Tagesordnung"):
            act(item, actor=staff, **move)


def test_the_minutes_name_what_lay_on_the_table(table: Table) -> None:
    """In the draft, under the seal and on paper; earlier seals know of none."""
    item, staff = table.meeting.agenda.first(), table.user()
    assert item
    services.add_document(item, title="", file=paper(), actor=staff)
    services.add_document(item, title="Plan der Stadt", url="https://example.org/plan", actor=staff)
    services.start_meeting(table.meeting, actor=staff)
    services.close_meeting(table.meeting, actor=staff)
    sealed = seal(table.meeting, actor=staff)
    told = sealed.sealed_content["agenda"][0]["documents"]
    assert told == [
        {"title": "Netzplan.pdf", "note": "PDF", "url": ""},
        {"title": "Plan der Stadt", "note": "Link", "url": "https://example.org/plan"},
    ]
    html = table.world.client_for("lead_a").get(page("minutes_detail", sealed.pk)).content.decode()
    assert "Unterlagen: Netzplan.pdf (PDF); <a" in html
    assert 'href="https://example.org/plan"' in html
    job = ReportJob(kind="minutes", meeting=sealed, requested_by=staff)
    paper_words = render_html(
        "minutes", MinutesReport().collect(job, lambda _percent: None) | {"number": "B-1"}
    )
    assert "Unterlagen: Netzplan.pdf (PDF); Plan der Stadt (Link, https://example.org/plan)" in paper_words
    for line in sealed.sealed_content["agenda"]:
        del line["documents"]
    assert minutes_content(sealed)["agenda"][0]["documents"] == []


def test_the_file_goes_with_the_document_and_with_its_item(
    table: Table, django_capture_on_commit_callbacks: object
) -> None:
    staff, item = table.world.client_for("staff"), table.meeting.agenda.first()
    assert item
    for remove in (
        lambda row: page("document_remove", row.pk),
        lambda _row: page("agendaitem_remove", item.pk),
    ):
        row = services.add_document(item, title="", file=paper(), actor=table.user())
        assert default_storage.exists(row.file.name)
        with django_capture_on_commit_callbacks(execute=True):
            staff.post(remove(row))
        assert not default_storage.exists(row.file.name)
    assert not AgendaDocument.unscoped.exists()


def test_an_agreement_ticked_off_takes_no_document_with_it(table: Table) -> None:
    """What was carried over leaves a planned agenda, unless somebody has laid a paper beside it."""
    agreement = services.record_agreement(table.meeting, text="Plan liefern", actor=table.user())
    carried = {"meeting": table.meeting, "order": 99, "reason": "offen", "origin": "agreement"}
    item = AgendaItem.unscoped.create(title="Plan", origin_id=agreement.pk, **carried)
    row = services.add_document(item, title="", file=paper(), actor=table.user())
    services.settle_agreement(agreement, is_done=True, actor=table.user())
    assert AgendaDocument.unscoped.filter(pk=row.pk).exists()
    services.remove_document(row, actor=table.user())
    services.settle_agreement(agreement, is_done=False, actor=table.user())
    services.settle_agreement(agreement, is_done=True, actor=table.user())
    assert not AgendaItem.unscoped.filter(pk=item.pk).exists()
