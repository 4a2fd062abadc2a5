"""What a school asks for: a list that was sent and decided (A and C), and a draft."""

from __future__ import annotations

from uuid import uuid4

from equipment.models import EquipmentType
from needs.models import NeedItem, ProposalAnswer
from needs.services import lists as needs
from needs.services.rounds import decide, start_round
from schools.models import CompetenceUse
from tests.permissions.marks import LEADS, STAFF, FullWorld, mark


def ask_for(full: FullWorld, letter: str, kind: str, year: int, *, quantity: int = 5) -> NeedItem:
    things = full.places[letter]
    values = {
        "type": EquipmentType.objects.get(pk=things.type),
        "quantity": quantity,
        "kind": "first",
        "priority": "A",
        "section": 3,
        "reason": mark(letter, kind, "needreason"),
        "place": mark(letter, kind, "needplace"),
        "plan": CompetenceUse.unscoped.filter(pk=things.values.get("competence", 0)).first()
        if kind == "draft"
        else None,
    }
    lead = full.user(LEADS[letter])
    return needs.create_item(things.school, year=year, values=values, submission_id=uuid4(), actor=lead)


def set_up_needs(full: FullWorld, letter: str) -> None:
    """A and C sent a list and draft the next one; B has a draft alone."""
    things = full.places[letter]
    if letter != "B":
        things.values |= {"need": ask_for(full, letter, "fact", 2027).pk}
        needs.send_list(things.school, year=2027, actor=full.user(LEADS[letter]))
        _decide(full, letter)
    ProposalAnswer.unscoped.create(
        school=things.school,
        year=2028,
        key="ersatz-x",
        is_accepted=False,
        reason=mark(letter, "draft", "word"),
    )
    draft = ask_for(full, letter, "draft", 2028)
    things.values |= {"need_draft": draft.pk, "year": 2028, "sent_year": 2027}


def _decide(full: FullWorld, letter: str) -> None:
    """The Träger leads the sent need as far as delivered."""
    things, staff = full.places[letter], full.user(STAFF[letter])
    start_round(things.school.authority, year=2027, actor=staff)
    for state in ("recognised", "budgeted", "ordered", "delivered"):
        item = NeedItem.unscoped.get(pk=things.need)
        decide(
            item, state=state, reason=mark(letter, "fact", f"need{state}"), version=item.version, actor=staff
        )
