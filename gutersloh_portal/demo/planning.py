"""Planning of the demo world: an own date, a ranking with a moved need, a decided budget and a draft of the next."""

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
from planning.criteria import KEYS
from planning.models import BudgetLine
from planning.selectors.budgets import budget_of
from planning.selectors.rankings import ranking_picture
from planning.selectors.years import year_picture
from planning.services import budgets, rankings
from planning.services.years import save_phase
from schools.models import School, SchoolAuthority

NEEDS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "990024",
        {
            "type": "PRES_DISPLAY",
            "quantity": 6,
            "kind": "replacement",
            "priority": "A",
            "section": 3,
            "reason": "Sechs Beamer fallen aus; ohne Bild im Raum fehlt das gemeinsame Arbeiten an Texten.",
            "training": "done",
            "building": "power",
            "price": Decimal("2340.00"),
        },
    ),
    (
        "990024",
        {
            "type": "NET_AP",
            "quantity": 12,
            "kind": "extension",
            "priority": "A",
            "section": 3,
            "reason": "Im Altbau reicht das WLAN nicht für eine ganze Klasse.",
            "building": "both",
            "price": Decimal("389.00"),
        },
    ),
    (
        "990050",
        {
            "type": "DEV_TABLET_POOL",
            "quantity": 32,
            "kind": "first",
            "priority": "B",
            "section": 3,
            "reason": "Zwei Koffer für die Klassen 3 und 4, im Wechsel mit dem Lesenest.",
            "training": "planned",
            "building": "none",
            "price": Decimal("449.00"),
        },
    ),
)


def decide(users: dict[str, User]) -> None:
    """Last year's needs went through the council, before anything of them was ordered."""
    city = SchoolAuthority.unscoped.get(number="99101")
    _settle(city, PlanningRound.current_year(city.pk) - 1, users["traeger@demo.example"])


def build(users: dict[str, User]) -> None:
    city = SchoolAuthority.unscoped.get(number="99101")
    staff, lead = users["traeger@demo.example"], users["schulleitung2@demo.example"]
    year = PlanningRound.current_year(city.pk)
    _recognise(year, lead, staff)
    _own_words(city, year, staff)
    _rank(city, year, staff)
    _request(city, year + 1, staff)


def _recognise(year: int, lead: User, staff: User) -> None:
    """Two more schools have sent their lists, and the Träger has said yes."""
    items = []
    for number, told in NEEDS:
        school = School.unscoped.get(school_number=number)
        values = told | {"type": EquipmentType.objects.get(code=told["type"])}
        item = lists.create_item(school, year=year, values=values, submission_id=uuid4(), actor=lead)
        items.append(item)
    for number in dict.fromkeys(number for number, _told in NEEDS):
        lists.send_list(School.unscoped.get(school_number=number), year=year, actor=lead)
    for item in items:
        stored = NeedItem.unscoped.get(pk=item.pk)
        reason = "Begründet und im Medienkonzept verankert."
        rounds.decide(stored, state="recognised", reason=reason, version=stored.version, actor=staff)


def _settle(city: SchoolAuthority, year: int, staff: User) -> None:
    """The year before: its ranking is settled, and the council has decided its needs and more; of one it gave less."""
    note = "Vorgestellt in der Runde der Schulleitungen."
    rankings.lock(city, year=year, note=note, version=0, actor=staff)
    told: dict[str, Any] = {"year": year + 1, "actor": staff}
    lines = ranking_picture(user=staff, authority=city, year=year).lines
    budgets.add_needs(city, items=[line.pk for line in lines if line.item.state == "recognised"], **told)
    for text, net in (("Glasfaser: einmalige Anschlusskosten", "8400.00"), ("Ladeschränke", "3150.00")):
        free = {
            "text": text,
            "accounting": "investive",
            "account": "03.01.02 / 783100",
            "vat_rate": Decimal("19.0"),
        }
        budgets.add_line(city, values=free | {"net": Decimal(net)}, submission_id=uuid4(), **told)
    budget = budget_of(user=staff, authority=city, year=year + 1)
    today = timezone.localdate()
    asked = budgets.request_budget(city, requested_on=school_day(-120), version=budget.version, **told)
    tablets = BudgetLine.unscoped.get(budget=asked, item__type__code="DEV_TABLET_POOL")
    why = "Zehn Geräte genügen für den zweiten Koffer."
    budgets.approve_line(tablets, approved=Decimal("5117.00"), reason=why, actor=staff)
    budget = budget_of(user=staff, authority=city, year=year + 1)
    paper = f"{today.year}/117"
    budgets.decide_budget(city, decided_on=school_day(-60), paper=paper, version=budget.version, **told)
    _supplement(city, year, staff)


def _supplement(city: SchoolAuthority, year: int, staff: User) -> None:
    """Nachtrag to the year that runs: it lies with the council."""
    line = {
        "text": "Nachtrag: neue Verteiler nach dem Wasserschaden im Pavillon",
        "accounting": "investive",
        "account": "03.01.02 / 783100",
        "vat_rate": Decimal("19.0"),
        "net": Decimal("6200.00"),
    }
    told: dict[str, Any] = {"year": year, "actor": staff}
    budgets.add_line(city, values=line, submission_id=uuid4(), **told)
    budget = budget_of(user=staff, authority=city, year=year)
    budgets.request_budget(city, requested_on=timezone.localdate(), version=budget.version, **told)


def _own_words(city: SchoolAuthority, year: int, staff: User) -> None:
    phase = year_picture(user=staff, authority=city, year=year).phases[4]
    values = {
        "title": phase.title,
        "begins_on": phase.begins_on,
        "ends_on": phase.ends_on,
        "school_text": "Wir kommen für eine Stunde zu Ihnen; den Termin stimmen wir im März ab.",
        "authority_text": phase.authority_text,
        "is_active": True,
    }
    save_phase(city, year=year, number=phase.number, values=values, actor=staff)


def _rank(city: SchoolAuthority, year: int, staff: User) -> None:
    told: dict[str, Any] = {"year": year, "actor": staff}
    lines = ranking_picture(user=staff, authority=city, year=year).lines
    displays = next(line.item for line in lines if line.item.type.code == "PRES_DISPLAY")
    network = next(line.item for line in lines if line.item.type.code == "NET_AP")
    values = dict.fromkeys(KEYS) | {"legal": 2}
    note = "Die Wandhalterungen sind beanstandet."
    rankings.save_values(displays, values=values, note=note, for_school=False, actor=staff)
    why = "Erst das Netz, dann die Geräte, die es brauchen."
    rankings.move(city, item=network.pk, position=1, version=0, note=why, **told)


def _request(city: SchoolAuthority, fiscal_year: int, staff: User) -> None:
    told: dict[str, Any] = {"year": fiscal_year, "actor": staff}
    lines = ranking_picture(user=staff, authority=city, year=fiscal_year - 1).lines
    items = [line.pk for line in lines if line.item.state == "recognised"][:2]
    budgets.add_needs(city, items=items, **told)
    free = {
        "text": "Wartung und Lizenzen der Geräteverwaltung",
        "accounting": "consumptive",
        "account": "03.01.02 / 525500",
        "net": Decimal("14200.00"),
        "vat_rate": Decimal("19.0"),
    }
    budgets.add_line(city, values=free, submission_id=uuid4(), **told)
