"""Procurement of the demo world: an order that has come in part, and a need that waits to be ordered."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from equipment.models import EquipmentType, FundingSource, PriceEntry
from needs.models import NeedItem
from needs.states import State
from procurement.models import Delivery, Grant, GrantCategory, OrderLine, Programme
from procurement.services import deliveries, funding, ledger, orders
from schools.models import School, SchoolAuthority

PRICES = (  # invented, like everything here
    ("PRES_DISPLAY", "Display 75 Zoll mit Wandhalterung", "Medientechnik Muster", "RV 2025/04", "2340.00"),
    ("DEV_TABLET_POOL", "Tablet 10 Zoll, 128 GB", "IT-Handel Beispiel", "RV 2025/11", "412.50"),
)


def build(users: dict[str, User]) -> None:
    city = SchoolAuthority.unscoped.get(number="99101")
    staff, head = users["traeger@demo.example"], users["schulleitung@demo.example"]
    anger, today = School.unscoped.get(school_number="990012"), timezone.localdate()
    entries = {row[0]: _price(city, row) for row in PRICES}
    waiting = NeedItem.unscoped.filter(need_list__school=anger, state=State.BUDGETED)
    display = waiting.select_related("need_list__school").get(type__code="PRES_DISPLAY")
    entry = entries["PRES_DISPLAY"]
    order = orders.place_order(
        city,
        number=f"{today.year}-014",
        ordered_on=today - timedelta(days=45),
        supplier=entry.supplier,
        fund=FundingSource.objects.get(code="DP2"),
        note="Montage durch den Hausmeister, je zwei Räume an einem Tag.",
        wanted=[orders.Wanted(display, display.version, entry)],
        submission_id=uuid4(),
        actor=staff,
    )
    line = OrderLine.unscoped.select_related("order").get(order=order)
    bill = deliveries.Bill("RE-4711", today - timedelta(days=18), Decimal("2784.60"))
    first = deliveries.announce(
        line,
        quantity=2,
        delivered_on=today - timedelta(days=20),
        bill=bill,
        submission_id=uuid4(),
        actor=staff,
    )
    counted = deliveries.Receipt(first.delivered_on, 2, 0, 0, "", "Räume 3 und 4", "")
    first = deliveries.confirm(first, receipt=counted, version=first.version, actor=head)
    _fund(city, first, staff)
    deliveries.announce(
        line,
        quantity=2,
        delivered_on=today - timedelta(days=2),
        bill=None,
        submission_id=uuid4(),
        actor=staff,
    )


def _fund(city: SchoolAuthority, delivery: Delivery, staff: User) -> None:
    """An invented notice: amount and days are examples, the catalogue knows none."""
    today = timezone.localdate()
    values = {
        "programme": Programme.objects.get(code="DP2"),
        "file_number": "48.07-0815",
        "state": Grant.State.GRANTED,
        "amount": Decimal(60_000),
        "own_share": Decimal(10),
        "execute_by": today + timedelta(days=50),
        "prove_by": today + timedelta(days=140),
        "note": "Beispiel: Betrag, Anteil und Termine sind erfunden.",
    }
    grant = funding.create_grant(city, values=values, actor=staff)
    category = GrantCategory(
        grant=grant, code="1", name="Anzeige- und Interaktionsgeräte", school_cap=Decimal(25_000)
    )
    funding.save_grant_category(category, actor=staff)
    ledger.charge(grant, [(delivery, delivery.version)], category=category, reason="", actor=staff)
    funding.call_funds(
        grant,
        called_on=today - timedelta(days=10),
        amount=Decimal(5000),
        note="erster Abruf",
        submission_id=uuid4(),
        actor=staff,
    )


def _price(city: SchoolAuthority, row: tuple[str, ...]) -> PriceEntry:
    code, product, supplier, contract, net = row
    entry, _made = PriceEntry.unscoped.get_or_create(
        authority=city,
        type=EquipmentType.objects.get(code=code),
        product=product,
        supplier=supplier,
        valid_from=timezone.localdate() - timedelta(days=200),
        defaults={"contract": contract, "price": Decimal(net)},
    )
    return entry
