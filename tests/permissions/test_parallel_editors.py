"""Twenty people open the same form and save one after the other: no entry is overwritten unseen.

In the same moment, each on a connection of their own: tests/faults/test_twenty_editors.py.
Complete by construction: every address with a form stands either in EDITS or, with a reason, in NO_EDIT.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.permissions.addresses import address
from tests.permissions.conftest import rolled_back
from tests.permissions.marks import FullWorld
from tests.permissions.policy import POLICY
from tests.permissions.test_forms import WRITERS, values_of

EDITORS = 20
CONFLICTS = (409, 422)

# Address -> the field that each editor fills in differently.
EDITS = {
    "sitepage_update": "body",
    "schools:school_update": "display_name",
    "schools:figures_update": "pupils",
    "schools:section_update": "text",
    "schools:competence_update": "plan",
    "schools:training_update": "topic",
    "schools:intervals_update": "warning_years",
    "equipment:type_update": "name",
    "equipment:fundingsource_update": "name",
    "standards:rule_update": "quantity",
    "standards:decision_update": "body",
    "equipment:price_update": "price",
    "forecast:scenario_update": "name",
    "equipment:target_update": "pupils_per_device",
    "equipment:stock_update": "quantity",
    "equipment:room_count": "note",
    "equipment:network_line_update": "note",
    "equipment:room_network_update": "building",
    "annualreviews:review_update": "note",
    "annualreviews:point_update": "text",
    "needs:item_update": "reason",
    "needs:round_update": "price_limit",
    "needs:item_price": "price",
    "procurement:line_quantity": "quantity",
    "procurement:delivery_invoice": "price",
    "planning:phase_update": "title",
    "planning:line_update": "text",
    "planning:ranking_weights": "legal",
    "planning:ranking_item": "note",
    "planning:ranking_place": "note",
    "procurement:programme_update": "name",
    "procurement:category_update": "name",
    "procurement:grant_update": "note",
    "procurement:grantcategory_update": "name",
    "matrix:school_aspect": "reason",
    "matrix:authority_aspect": "reason",
    "matrix:school_table": "S1-1-reason",
    "matrix:authority_table": "T1-1-reason",
    "matrix:catalogue_mapping": "aspect-1-more",
    "roundtables:series_update": "rules",
    "roundtables:meeting_update": "topic",
    "roundtables:meeting_notes": "notes",
    "roundtables:agendaitem_update": "title",
    "roundtables:agendaitem_notes": "notes",
    "roundtables:result_update": "text",
    "screens:notes": "notes",
    "screens:sentence": "sentence",
    "roundtables:milestone_links": "partners",
    "roundtables:place_update": "office",
    "roundtables:member_update": "office",
    "roundtables:experience_update": "text",
    "frame:city_update": "vision",
    "frame:field_update": "text",
    "frame:project_update": "text",
}
# A full table draws its rows without form fields; one row says the same as the page of its aspect.
ROWS = {
    "matrix:school_table": ("S1-1", "aspekt/S1.1/"),
    "matrix:authority_table": ("T1-1", "aspekt/T1.1/"),
}
NEW_ROW = "makes a new row and changes none"
UPLOAD = "keeps a new file or preview"
ONCE = "an act that happens once; the second one is refused or changes nothing"
NO_EDIT = {
    **dict.fromkeys(
        (
            "schools:invitation_create",
            "schools:deputy_appoint",
            "schools:competence_create",
            "schools:training_create",
            "schools:figures_create",
            "schools:succession_create",
            "equipment:type_create",
            "equipment:fundingsource_create",
            "equipment:network_line_create",
            "equipment:room_network_create",
            "equipment:room_add",
            "equipment:stock_create",
            "annualreviews:point_create",
            "equipment:price_create",
            "forecast:scenario_create",
            "standards:rule_create",
            "standards:exception_create",
            "needs:item_create",
            "needs:item_create_current",
            "planning:line_create",
            "procurement:order_create",
            "procurement:freeline_order",
            "procurement:delivery_create",
            "procurement:line_receive",
            "procurement:programme_create",
            "procurement:category_create",
            "procurement:grant_create",
            "procurement:grantcategory_create",
            "procurement:grant_charge",
            "procurement:call_create",
            "matrix:joint_create",
            "matrix:voice_form",
            "roundtables:series_create",
            "roundtables:member_create",
            "roundtables:meeting_create",
            "roundtables:place_create",
            "invitations:poll_create",
            "roundtables:experience_create",
            "roundtables:guest_create",
            "roundtables:agendaitem_create",
            "roundtables:agendaitem_document",
            "roundtables:next_meeting_create",
            "roundtables:result_create",
            "roundtables:addendum_create",
            "roundtables:amendment_create",
            "roundtables:proposal_create",
            "roundtables:suggestion_create",
            "roundtables:voice_create",
            "screens:result",
            "screens:question_create",
            "screens:guest",
            "screens:park",
            "frame:field_create",
            "frame:project_create",
        ),
        NEW_ROW,
    ),
    **dict.fromkeys(
        (
            "equipment:inventory_import_columns",
            "equipment:inventory_import_words",
            "equipment:bulk_columns",
            "equipment:bulk_words",
        ),
        "says how a waiting list is read: the preview after it shows what came of it",
    ),
    **dict.fromkeys(
        (
            "schools:register_import_create",
            "schools:figures_import_create",
            "schools:concept_file_upload",
            "schools:competence_import_create",
            "schools:concept_split_create",
            "equipment:inventory_import_create",
            "equipment:bulk_create",
            "procurement:invoice_upload",
            "matrix:catalogue_upload",
        ),
        UPLOAD,
    ),
    **dict.fromkeys(
        (
            "schools:office_handover",
            "schools:concept_discuss",
            "schools:concept_adopt",
            "schools:concept_confirm",
            "equipment:stock_retire",
            "annualreviews:review_reopen",
            "equipment:stock_split",
            "equipment:stocktaking_close",
            "standards:version_adopt",
            "matrix:sheet_hand_in",
            "needs:item_stock",
            "needs:proposal_reject",
            "procurement:order_cancel",
            "procurement:line_end",
            "procurement:delivery_confirm",
            "invitations:send",
            "invitations:succession",
            "roundtables:proposal_take",
            "screens:proposal",
            "roundtables:meeting_close",
            "roundtables:proposal_decline",
            "roundtables:suggestion_decline",
            "roundtables:amendment_answer",
            "roundtables:guideline_replace",
            "roundtables:guideline_end",
            "roundtables:focus_end",
            "planning:budget_pick",
            "planning:budget_request",
            "planning:budget_decide",
            "planning:ranking_lock",
            "planning:ranking_unlock",
        ),
        ONCE,
    ),
    "frame:field_assign": "ticks are added, nothing is taken away",
    "annualreviews:point_settle": "of a closed talk; `seen` is asked in tests/annualreviews/test_views.py",
    "equipment:recording_update": "one box; `seen` is asked in tests/equipment/test_recording.py",
    "equipment:life_update": "a number a row, each compared: tests/equipment/test_price_pages.py",
    "forecast:follow_up": "as equipment:life_update: tests/forecast/test_scenarios.py",
    "forecast:bindings": "as equipment:life_update",
    "screens:entrance": "a code typed at the door: it changes nothing",
    "accounts:profile": "one's own account: nobody else edits it",
    "matrix:sheet_aspect": "one's own sheet; `seen` is asked in tests/matrix/test_joint_sheets.py",
    "matrix:school_update": "confirms the answer that is shown, a Conflict otherwise: tests/matrix/test_update.py",
    "matrix:authority_update": "as matrix:school_update",
    "matrix:joint_agree": "one more rating, a Conflict by `seen`: tests/matrix",
    "schools:section_feedback": "comments and sign-offs are rows of their own",
    "schools:concept_pages": "guarded by `seen`: tests/schools/test_concept_pages.py; its PDF here has one page",
    "schools:concept_split_detail": "taken over once; a section changed since is a Conflict: tests/schools",
    "planning:line_approve": "guarded by `seen`: tests/planning/test_budget_pages.py; here the table is a draft",
    "needs:round_decide": "each decision is a row with its reason",
    "roundtables:agenda_fill": "adds what is missing, and takes off only what nobody has worked on",
    "roundtables:agenda_save": "the agenda as it stands at that moment; the audit trail says who",
    "roundtables:meeting_autosave": "as roundtables:meeting_notes, the same service",
    "roundtables:agendaitem_autosave": "as roundtables:agendaitem_notes, the same service",
    "invitations:own_invitation": "one's own answer; `seen` is asked in tests/invitations/test_own_answers.py",
    "invitations:own_vote": "as invitations:own_invitation",
    "screens:functions": "a choice a person, each compared: tests/screens/test_people.py",
    "screens:sentence_autosave": "as screens:sentence, the same service",
    "roundtables:milestone_update": "a move that stands in the history; `seen` in tests/roundtables",
}


def forms_of_the_portal() -> set[str]:
    return {line.name for line in POLICY if not line.thing and line.get == 200 and line.post != 405}


def test_every_form_is_an_edit_or_says_why_not() -> None:
    assert forms_of_the_portal() == EDITS.keys() | NO_EDIT.keys()
    assert not EDITS.keys() & NO_EDIT.keys()


def told(name: str, client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back from this page, untouched."""
    if name not in ROWS:
        return dict(values_of(client.get(url).context["form"]))
    prefix, page = ROWS[name]
    shown = values_of(client.get(url.replace("tabelle/", page)).context["form"])
    return {f"{prefix}-{field}": value for field, value in shown}


def typed(name: str, number: int) -> str:
    """What editor `number` writes; a plain number where the field wants one."""
    if name == "matrix:catalogue_mapping":
        return "" if number % 2 else "S2.1"
    if name == "schools:intervals_update":
        return str(
            5 + number % 6
        )  # above what stands there, to the longest interval: the same again is no change
    if name == "planning:ranking_weights":
        return str(
            (number % 9 + 4) % 10
        )  # up to 9 and never 3, which stands there: the same again is no change
    return (
        str(number + 10)
        if EDITS[name] in {"pupils", "quantity", "pupils_per_device", "price_limit", "price"}
        else (f"{name}, Fassung von Person {number}")
    )


def body_for(name: str, opened: dict[str, Any], mine: str) -> dict[str, Any]:
    """The form as it was opened with one field changed; a form that is sent once has a mark of its own."""
    marks = {key: str(uuid4()) for key in opened if key == "submission_id"}
    asks_why = name in {"needs:item_price", "procurement:line_quantity"}
    also = {"reason": "Angebot vom Herbst."} if asks_why else {}
    return opened | marks | also | {EDITS[name]: mine}


def saved_unseen(name: str, client: Client, url: str) -> list[str]:
    """Texts that were saved, and then replaced by somebody who had not seen them."""
    field = EDITS[name]
    opened = told(name, client, url)
    lost, last = [], None
    for number in range(EDITORS):
        mine = typed(name, number)
        response = client.post(url, body_for(name, opened, mine))
        if response.status_code in CONFLICTS:
            assert mine in response.content.decode(), (name, "what was typed is gone")
            continue
        assert response.status_code == 302, (name, response.status_code)
        now = str(told(name, client, url).get(field, ""))
        if last is not None and last not in now:
            lost.append(last)
        last = mine
        assert mine in now, (name, "said to be saved and was not", mine, now)
    assert last is not None, (name, "nobody could save")
    return lost


@pytest.mark.parametrize("name", sorted(EDITS))
def test_nobody_overwrites_what_they_have_not_seen(
    name: str, full: FullWorld, clients: dict[str, Client]
) -> None:
    line = next(line for line in POLICY if line.name == name and not line.thing)
    actor = next(one for one in WRITERS if line.letters[one] == "o")
    url = address(name, full.places["A"])
    assert url
    with rolled_back():
        assert saved_unseen(name, clients[actor], url) == []


# its field is an empty one of many, and what it shows is read again in tests/matrix/test_catalogue_pages.py
@pytest.mark.parametrize("name", sorted(EDITS.keys() - ROWS.keys() - {"matrix:catalogue_mapping"}))
def test_whoever_was_slower_can_finish(name: str, full: FullWorld, clients: dict[str, Client]) -> None:
    """The page of the conflict, sent once more as it came, saves: it is built on what the other one wrote."""
    line = next(line for line in POLICY if line.name == name and not line.thing)
    client = clients[next(one for one in WRITERS if line.letters[one] == "o")]
    url = address(name, full.places["A"])
    assert url
    opened, mine = told(name, client, url), typed(name, 1)
    with rolled_back():
        assert client.post(url, body_for(name, opened, typed(name, 2))).status_code == 302
        late = client.post(url, body_for(name, opened, mine))
        assert late.status_code in CONFLICTS
        again = dict(values_of(late.context["form"]))
        assert again[EDITS[name]] == mine
        answer = client.post(url, body_for(name, again, mine))
        assert answer.status_code == 302, answer.context["form"].errors
        assert mine in str(told(name, client, url)[EDITS[name]])
