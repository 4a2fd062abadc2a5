"""Needs of the demo world: a list in draft, one sent and partly decided, and what became of last year's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from equipment.models import EquipmentType
from gutersloh_portal.demo.days import school_day
from needs.models import NeedItem, PlanningRound
from needs.services import lists, rounds
from schools.models import School, SchoolAuthority

Way = tuple[tuple[str, str], ...]  # (state, reason) one after the other

DRAFTS: tuple[dict[str, Any], ...] = (
    {
        "type": "DEV_TABLET_POOL",
        "quantity": 16,
        "kind": "extension",
        "priority": "A",
        "section": 3,
        "reason": "Die Klassen 3 und 4 arbeiten im Sachunterricht mit Lernvideos. Ein zweiter Koffer je Flur erspart"
        " das Warten.",
        "place": "Jahrgänge 3 und 4",
        "training": "planned",
        "building": "none",
        "price": Decimal("449.00"),
    },
    {"type": "PRES_DOCCAM", "quantity": 2, "kind": "first", "priority": "C"},
)
SENT: tuple[tuple[dict[str, Any], Way], ...] = (
    (
        {
            "type": "DEV_TABLET_POOL",
            "quantity": 60,
            "kind": "first",
            "priority": "A",
            "section": 3,
            "reason": "Jahrgang 7 beginnt mit dem Lerntagebuch; dafür braucht jede Lerngruppe eigene Geräte.",
            "place": "Jahrgang 7",
            "training": "planned",
            "building": "power",
            "price": Decimal("449.00"),
        },
        (
            ("discussed", "Besprochen im Jahresgespräch: Die Ladeschränke werden mitbestellt."),
            ("recognised", "Entspricht dem Ausstattungsstandard, das Konzept ist beschlossen."),
        ),
    ),
    (
        {
            "type": "DEV_TEACHER",
            "quantity": 8,
            "kind": "replacement",
            "priority": "B",
            "section": 8,
            "reason": "Acht Dienstgeräte erhalten keine Updates mehr.",
            "price": Decimal("950.00"),
        },
        (("deferred", "Die Geräte laufen noch bis zum Ende der Zweckbindung im nächsten Jahr."),),
    ),
    (
        {
            "type": "PRES_DOCCAM",
            "quantity": 4,
            "kind": "first",
            "priority": "C",
            "section": 3,
            "reason": "Schülerarbeiten gemeinsam besprechen, ohne sie erst abzufotografieren.",
            "price": Decimal("310.00"),
        },
        (),
    ),
)
LAST_YEAR: tuple[tuple[dict[str, Any], Way], ...] = (
    (
        {
            "type": "DEV_TABLET_POOL",
            "quantity": 15,
            "kind": "first",
            "priority": "A",
            "section": 3,
            "reason": "Ein Koffer für die Klassen 5 und 6, damit alle drei Fachgruppen das Grafiktablett erproben.",
            "price": Decimal("430.00"),
        },
        (
            ("recognised", "Gut begründet und im Medienkonzept verankert."),
            ("budgeted", "Im Haushalt beschlossen."),
            ("ordered", "Aus dem Rahmenvertrag bestellt."),
            ("delivered", "In den Sommerferien geliefert und eingerichtet."),
        ),
    ),
)

RECOGNISED = (("recognised", "Entspricht dem Ausstattungsstandard."),)
IN_THE_BUDGET: tuple[tuple[dict[str, Any], Way], ...] = (
    (
        {
            "type": "PRES_DISPLAY",
            "quantity": 4,
            "kind": "replacement",
            "priority": "A",
            "section": 3,
            "competence": "4.1",
            "reason": "Die Beamer sind zu dunkel; Kinder können ihre Ergebnisse nicht an der Tafel zeigen.",
            "place": "Räume 3 bis 6",
            "price": Decimal("2390.00"),
        },
        RECOGNISED,
    ),
    (
        {
            "type": "DEV_TABLET_POOL",
            "quantity": 16,
            "kind": "extension",
            "priority": "B",
            "section": 3,
            "reason": "Ein zweiter Koffer für die Schuleingangsphase.",
            "price": Decimal("430.00"),
        },
        RECOGNISED,
    ),
    (
        {
            "type": "NET_AP",
            "quantity": 6,
            "kind": "extension",
            "priority": "A",
            "section": 3,
            "reason": "Im Pavillon bricht das WLAN ab, sobald eine ganze Klasse arbeitet.",
            "place": "Pavillon",
            "price": Decimal("389.00"),
        },
        RECOGNISED,
    ),
    (
        {
            "type": "DEV_TEACHER",
            "quantity": 3,
            "kind": "replacement",
            "priority": "B",
            "section": 8,
            "reason": "Drei Dienstgeräte starten nicht mehr zuverlässig.",
            "price": Decimal("950.00"),
        },
        RECOGNISED,
    ),
)  # decided in gutersloh_portal.demo.planning, ordered in gutersloh_portal.demo.procurement


def build(users: dict[str, User]) -> None:
    city = SchoolAuthority.unscoped.get(number="99101")
    staff = users["traeger@demo.example"]
    anger = School.unscoped.get(school_number="990012")
    birkenweg = School.unscoped.get(school_number="990061")
    head, other_head = users["schulleitung@demo.example"], users["schulleitung2@demo.example"]
    year = PlanningRound.current_year(city.pk)
    limit = Decimal(800)
    rounds.save_round(city, year=year - 1, price_limit=limit, is_strict=True, actor=staff)
    _send(birkenweg, year - 1, LAST_YEAR, other_head, staff)
    _send(anger, year - 1, IN_THE_BUDGET, head, staff)
    rounds.save_round(city, year=year - 1, price_limit=limit, is_strict=True, is_open=False, actor=staff)
    rule = (PlanningRound.of(city.pk, year).deadline - timezone.localdate()).days
    due_on = school_day(max(30, rule))
    rounds.save_round(city, year=year, price_limit=limit, is_strict=True, due_on=due_on, actor=staff)
    for told in DRAFTS:
        _draft(anger, year, told, head)
    _send(birkenweg, year, SENT, other_head, staff)


def _draft(school: School, year: int, told: dict[str, Any], head: User) -> NeedItem:
    values = told | {"type": EquipmentType.objects.get(code=told["type"])}
    return lists.create_item(school, year=year, values=values, submission_id=uuid4(), actor=head)


def _send(
    school: School, year: int, told: tuple[tuple[dict[str, Any], Way], ...], head: User, staff: User
) -> None:
    """A list that was sent, discussed and decided as far as its ways say."""
    items = [_draft(school, year, values, head) for values, _way in told]
    lists.send_list(school, year=year, actor=head)
    rounds.start_round(school.authority, year=year, actor=staff)
    for item, (_values, way) in zip(items, told, strict=True):
        for state, reason in way:
            item.refresh_from_db()
            rounds.decide(item, state=state, reason=reason, version=item.version, actor=staff)
