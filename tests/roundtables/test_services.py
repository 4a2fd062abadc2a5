"""What happens at a table: numbers, states, guards, and the trail behind it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from core.errors import Conflict, DomainError, SentElsewhere
from core.models import AuditEntry
from roundtables import services
from roundtables.importers import agenda_templates
from roundtables.models import AgendaItem, Guideline, Meeting, Milestone, Participant
from tests.roundtables.conftest import DUE, page, utc
from tests.world import build_world

LATER = DUE + timedelta(days=184)


def test_agenda_templates_fit_into_150_minutes():
    lengths = {name: sum(item.minutes for item in items) for name, items in agenda_templates().items()}
    assert lengths == {"regular": 150, "first": 150}
    kinds = {item.kind for items in agenda_templates().values() for item in items}
    assert kinds <= set(AgendaItem.Kind.values)


def test_new_items_come_before_the_end_of_the_meeting(table):
    told = {"minutes": 45, "kind": "exchange", "actor": table.user()}
    for title in ("Eins", "Zwei"):
        services.add_agenda_item(table.meeting, title=title, **told)
    titles = [item.title for item in table.meeting.agenda.all()]
    assert titles[-3:-1] == ["Eins", "Zwei"]
    assert titles[-1].startswith("Nächste Termine")
    services.move_agenda_item(table.meeting.agenda.last(), direction="up", actor=table.user())
    services.add_agenda_item(table.meeting, title="Drei", **told)
    assert table.meeting.agenda.last().title == "Drei"  # the end was moved on purpose


def test_the_page_says_by_how_much_the_agenda_is_too_long(table):
    client = table.world.client_for("staff")
    url = table.meeting.get_absolute_url()
    assert "länger als das Treffen" not in client.get(url).content.decode()
    services.add_agenda_item(table.meeting, title="Lang", minutes=45, kind="work", actor=table.user())
    over = sum(item.minutes for item in table.meeting.agenda.all()) - 150
    assert f"Die Tagesordnung ist {over} Minuten länger als das Treffen" in client.get(url).content.decode()
    services.add_agenda_item(table.meeting, title="Ewig", minutes=240, kind="work", actor=table.user())
    hours = f"{(over + 240) // 60}:{(over + 240) % 60:02}"
    assert f"Die Tagesordnung ist {hours} Stunden länger als das Treffen" in client.get(url).content.decode()
    reader = table.world.client_for("lead_a")
    assert "länger als das Treffen" not in reader.get(url).content.decode()  # who cannot shorten it


def test_first_meeting_gets_the_first_agenda(table):
    titles = [item.title for item in table.meeting.agenda.all()]
    assert len(titles) == 8
    assert titles[2] == "Leitlinien der Zusammenarbeit abstimmen und beschließen"
    second = table.plan(table.meeting.starts_at + timedelta(days=90))
    assert (second.number, second.agenda.count()) == (2, 9)


def test_participants_are_a_copy_of_the_members(table):
    services.remove_member(table.series.members.get(name="Lea Anger"), actor=table.user())
    names = [row.name for row in table.meeting.participants.order_by("name")]
    assert names == ["Lea Anger", "Sven Aufsicht"]


def test_a_meeting_ends_after_it_begins(table):
    start = table.meeting.starts_at
    with pytest.raises(DomainError, match="nach seinem Beginn"):
        services.plan_meeting(table.series, starts_at=start, ends_at=start, actor=table.user())
    with pytest.raises(IntegrityError, match="meeting_ends_after_start"), transaction.atomic():
        Meeting.unscoped.filter(pk=table.meeting.pk).update(ends_at=start)


def test_form_mark_of_another_table_is_refused(table):
    other = services.create_series(table.world.municipality, name="Zweiter", actor=table.user())
    start = table.meeting.starts_at
    with pytest.raises(SentElsewhere):
        services.plan_meeting(
            other,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            uid=table.meeting.uid,
            actor=table.user(),
        )


def test_sequence_grows_with_date_and_place_but_not_with_the_topic(table):
    meeting, staff = table.meeting, table.user()
    assert services.change_meeting(meeting, topic="Anderes", actor=staff).sequence == 0
    assert services.change_meeting(meeting, place="Aula", actor=staff).sequence == 1
    assert services.change_meeting(meeting, place="Aula", actor=staff).sequence == 1
    later = {
        "starts_at": meeting.starts_at + timedelta(days=1),
        "ends_at": meeting.ends_at + timedelta(days=1),
    }
    assert services.change_meeting(meeting, actor=staff, **later).sequence == 2
    for _click in range(2):
        assert services.cancel_meeting(meeting, actor=staff).sequence == 3


def test_states_go_one_way_and_twice_is_once(table):
    meeting, staff = table.meeting, table.user()
    with pytest.raises(DomainError, match="inzwischen den Stand „geplant“"):
        services.close_meeting(meeting, actor=staff)
    services.start_meeting(meeting, actor=staff)
    services.start_meeting(meeting, actor=staff)
    services.close_meeting(meeting, actor=staff)
    verbs = AuditEntry.objects.filter(verb="roundtables.meeting_state_changed").count()
    assert (verbs, Meeting.unscoped.get(pk=meeting.pk).state) == (2, "draft")


def test_guest_counts_as_present_once(table):
    for _click in range(2):
        services.add_guest(table.meeting, name="Pia Gast", body="Kreis", actor=table.user())
    guest = Participant.unscoped.get(name="Pia Gast")
    assert (guest.attendance, guest.function) == ("present", "guest")


def test_item_with_notes_is_not_removed(table):
    item, staff = AgendaItem.unscoped.first(), table.user()
    services.save_notes(item, notes="Wichtig", version=0, actor=staff)
    with pytest.raises(DomainError, match="Notizen"):
        services.remove_agenda_item(item, actor=staff)
    services.save_notes(item, notes="", version=1, actor=staff)
    services.remove_agenda_item(item, actor=staff)
    services.remove_agenda_item(item, actor=staff)
    assert not AgendaItem.unscoped.filter(pk=item.pk).exists()


def test_item_of_another_meeting_is_refused(table):
    other = table.plan(table.meeting.starts_at + timedelta(days=90))
    with pytest.raises(DomainError, match="anderen Treffen"):
        services.record_agreement(
            table.meeting, text="x", agenda_item=other.agenda.first(), actor=table.user()
        )
    assert Guideline.unscoped.count() == 0


def test_school_of_another_municipality_is_refused(table):
    with pytest.raises(DomainError, match="nicht zu diesem Runden Tisch"):
        services.record_milestone(
            table.meeting,
            text="x",
            responsible="y",
            due_on=DUE,
            school=table.world.school_c,
            actor=table.user(),
        )


def test_guideline_lives_until_it_is_replaced(table):
    staff, mark = table.user(), uuid4()
    old = services.record_guideline(table.meeting, text="Alt", aspects=[table.aspects["S4.2"]], actor=staff)
    adopted = old.adopted_on + timedelta(days=30)
    new = services.replace_guideline(old, text="Neu", adopted_on=adopted, submission_id=mark, actor=staff)
    again = services.replace_guideline(old, text="Neu", adopted_on=adopted, submission_id=mark, actor=staff)
    old.refresh_from_db()
    assert (again, new.number, new.version, old.replaced_by, old.ended_on) == (new, 1, 2, new, adopted)
    assert (old.label, new.label) == ("1", "1, Fassung 2")
    assert [aspect.code for aspect in new.aspects.all()] == ["S4.2"]
    assert list(Guideline.unscoped.in_force()) == [new]
    with pytest.raises(DomainError, match="bereits"):
        services.end_guideline(old, on=adopted, actor=staff)
    with pytest.raises(DomainError, match="bevor"):
        services.end_guideline(new, on=adopted - timedelta(days=1), actor=staff)
    services.end_guideline(new, on=adopted, actor=staff)
    new.refresh_from_db()
    assert new.ended_on == adopted


def test_the_wording_in_force_is_no_new_one(table):
    old = services.record_guideline(table.meeting, text="Wir fragen nach", actor=table.user())
    typed = {
        "text": " Wir  fragen nach\n",
        "adopted_on": old.adopted_on.isoformat(),
        "submission_id": uuid4(),
    }
    client, address = table.world.client_for("staff"), page("guideline_replace", old.pk)
    answer = client.post(address, typed)
    words = "Das ist der geltende Wortlaut. Schreiben Sie, was sich ändert."
    assert (answer.status_code, answer.context["form"].errors["text"]) == (422, [words])
    assert Guideline.unscoped.get().version == 1


def test_a_new_wording_says_at_which_meeting_it_was_adopted(table):
    old = services.record_guideline(table.meeting, text="Alt", actor=table.user())
    client, address = table.world.client_for("staff"), page("guideline_replace", old.pk)
    assert client.get(address).context["form"]["meeting"].value() is None  # none was held yet
    services.start_meeting(table.meeting, actor=table.user())
    form = client.get(address).context["form"]
    assert form["meeting"].value() == table.meeting.pk
    typed = {"text": "Neu", "adopted_on": form["adopted_on"].value().isoformat(), "submission_id": uuid4()}
    assert client.post(address, typed | {"meeting": table.meeting.pk}).status_code == 302
    new = Guideline.unscoped.get(version=2)
    assert (new.meeting, new.adopted_on) == (table.meeting, old.adopted_on)
    read = client.get(page("guideline_list", table.series.pk)).text
    assert read.count(f'href="{page("meeting_detail", table.meeting.pk)}"') == 2  # both wordings name theirs


def test_a_new_wording_is_not_adopted_at_the_meeting_of_another_table(table):
    other = services.create_series(table.world.municipality, name="Anderer Tisch", actor=table.user())
    starts = table.meeting.starts_at
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    meeting = services.plan_meeting(other, actor=table.user(), **times)
    old = services.record_guideline(table.meeting, text="Alt", actor=table.user())
    with pytest.raises(DomainError, match="zu einem anderen Runden Tisch"):
        services.replace_guideline(
            old, text="Neu", adopted_on=old.adopted_on, meeting=meeting, actor=table.user()
        )


def milestone(table, **extra) -> Milestone:
    return services.record_milestone(
        table.meeting, text="Wartung", responsible="IT", due_on=DUE, actor=table.user(), **extra
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"state": "moved", "due_on": LATER}, "Begründen"),
        ({"state": "moved", "reason": "Lieferung"}, "neuen Termin"),
        ({"state": "dropped", "reason": "  "}, "Begründen"),
        ({"state": "done", "done_on": date(2090, 1, 1)}, "Zukunft"),
        ({"state": "verloren"}, "Stand"),
    ],
)
def test_a_milestone_refuses_half_a_step(table, values, text):
    row = milestone(table)
    with pytest.raises(DomainError, match=text):
        services.move_milestone(row, actor=table.user(), **values)
    row.refresh_from_db()
    assert (row.state, row.due_on, row.moved_at) == ("open", DUE, None)


def test_history_of_a_milestone_stands_in_the_trail(table):
    row, staff = milestone(table), table.user()
    services.move_milestone(row, state="moved", reason="Lieferung", due_on=LATER, actor=staff)
    done = services.move_milestone(row, state="done", evidence="Abnahme", actor=staff)
    assert (done.done_on, done.first_due_on) == (timezone.localdate(), DUE)
    entries = AuditEntry.objects.filter(subject_type="roundtables.milestone").order_by("pk")
    assert [entry.changes.get("state") for entry in entries] == [None, ["open", "moved"], ["moved", "done"]]
    assert entries[1].changes["due_on"] == [DUE.isoformat(), LATER.isoformat()]


def test_stale_milestone_form_is_a_conflict(table):
    row, staff = milestone(table), table.user()
    seen = row.fingerprint()
    services.move_milestone(row, state="in_progress", seen=seen, actor=staff)
    with pytest.raises(Conflict):
        services.move_milestone(row, state="done", seen=seen, actor=staff)


def test_corrected_date_before_sealing_is_no_moved_date(table):
    row = milestone(table)
    changed = services.change_result(
        row, actor=table.user(), seen=row.fingerprint(), aspects=[], due_on=LATER
    )
    assert (changed.first_due_on, changed.moved_at) == (LATER, None)
    trail = AuditEntry.objects.filter(subject_type="roundtables.milestone")
    before = trail.count()
    services.change_result(changed, actor=table.user(), seen=changed.fingerprint(), aspects=[], due_on=LATER)
    assert trail.count() == before  # the same once more is no correction


def test_withdrawn_twice_is_told(table):
    row, staff = milestone(table), table.user()
    services.withdraw_result(row, actor=staff)
    row.pk = 1 if row.pk is None else row.pk
    with pytest.raises(Conflict, match="zurückgenommen"):
        services.withdraw_result(Milestone(pk=999, meeting=table.meeting, series=table.series), actor=staff)
    entry = AuditEntry.objects.get(verb="roundtables.milestone_withdrawn")
    assert entry.changes == {"text": ["Wartung", ""]}


@pytest.mark.django_db(transaction=True)
def test_ten_equal_clicks_write_one_row():
    world = build_world()
    staff = world.user("staff")
    series = services.create_series(world.municipality, name="Tisch", actor=staff)
    start = utc(2027, 3, 2, 13)
    meeting = services.plan_meeting(series, starts_at=start, ends_at=start + timedelta(hours=2), actor=staff)
    mark = uuid4()

    def click(_number):
        try:
            return services.record_guideline(meeting, text="Einmal", submission_id=mark, actor=staff).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(click, range(10)))
    assert answers == set(Guideline.unscoped.values_list("pk", flat=True))
    assert (len(answers), connection.vendor) == (1, "postgresql")
