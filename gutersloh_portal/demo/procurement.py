"""Procurement of the demo world: an order that has come in part, and a need that waits to be ordered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from equipment.models import EquipmentType, FundingSource, PriceEntry
from gutersloh_portal.demo.days import school_day
from needs.models import NeedItem
from needs.states import State
from procurement.models import Delivery, Grant, GrantCategory, OrderLine, Programme
from procurement.services import deliveries, funding, ledger, orders
from schools.models import SchoolAuthority

PRICES = (  # invented, like everything here
    ("PRES_DISPLAY", "Display 75 Zoll mit Wandhalterung", "Medientechnik Muster", "RV 2025/04", "2340.00"),
    ("DEV_TABLET_POOL", "Tablet 10 Zoll, 128 GB", "IT-Handel Beispiel", "RV 2025/11", "412.50"),
    ("DEV_TEACHER", "Notebook 14 Zoll mit Tasche", "IT-Handel Beispiel", "RV 2025/11", "905.00"),
    ("NET_AP", "Access Point Wi-Fi 6 mit Montage", "Netzbau Muster", "RV 2024/02", "389.00"),
)


def build(users: dict[str, User]) -> None:
    """One order has come in part, one lacks two pieces, one can still be called off."""
    city = SchoolAuthority.unscoped.get(number="99101")
    staff, head = users["traeger@demo.example"], users["schulleitung@demo.example"]
    entries = {row[0]: _price(city, row) for row in PRICES}
    displays = _order(
        entries["PRES_DISPLAY"],
        "014",
        45,
        "Montage durch den Hausmeister, je zwei Räume an einem Tag.",
        staff,
    )
    first = _deliver(displays, 2, 20, deliveries.Bill("RE-4711", _ago(18), Decimal("2784.60")), staff)
    first = _confirm(first, "Räume 3 und 4", head)
    _deliver(displays, 2, 2, None, staff)
    points = _order(entries["NET_AP"], "021", 30, "", staff)
    billed_on = _ago(9)
    bill = deliveries.Bill(f"{billed_on.year}-00381", billed_on, Decimal("462.91"))
    _confirm(_deliver(points, 4, 12, bill, staff), "Pavillon", head)
    _order(entries["DEV_TEACHER"], "023", 3, "", staff)
    _fund(city, first, staff)


def _ago(days: int) -> date:
    return school_day(-days)


def _order(entry: PriceEntry, number: str, days: int, note: str, staff: User) -> OrderLine:
    """What the primary school has in the budget of this type, ordered so many days ago."""
    waiting = NeedItem.unscoped.filter(need_list__school__school_number="990012", state=State.BUDGETED)
    item = waiting.select_related("need_list__school").get(type=entry.type)
    order = orders.place_order(
        entry.authority,
        number=f"{timezone.localdate().year}-{number}",
        ordered_on=_ago(days),
        supplier=entry.supplier,
        fund=FundingSource.objects.get(code="DP2"),
        note=note,
        wanted=[orders.Wanted(item, item.version, entry)],
        submission_id=uuid4(),
        actor=staff,
    )
    return OrderLine.unscoped.select_related("order").get(order=order)


def _deliver(
    line: OrderLine, quantity: int, days: int, bill: deliveries.Bill | None, staff: User
) -> Delivery:
    return deliveries.announce(
        line, quantity=quantity, delivered_on=_ago(days), bill=bill, submission_id=uuid4(), actor=staff
    )


def _confirm(delivery: Delivery, room: str, head: User) -> Delivery:
    """All of it is there and whole."""
    counted = deliveries.Receipt(delivery.delivered_on, delivery.announced or 0, 0, 0, "", room, "")
    return deliveries.confirm(delivery, receipt=counted, version=delivery.version, actor=head)


def _fund(city: SchoolAuthority, delivery: Delivery, staff: User) -> None:
    """An invented notice, partly called; one more display passes the cap of its school, and its days come near.

    Amount and days are examples, the catalogue knows none.
    """
    today = timezone.localdate()
    values = {
        "programme": Programme.objects.get(code="DP2"),
        "file_number": "48.07-0815",
        "state": Grant.State.GRANTED,
        "amount": Decimal(24_000),
        "own_share": Decimal(10),
        "execute_by": today + timedelta(days=25),
        "prove_by": today + timedelta(days=115),
        "note": "Beispiel: Betrag, Anteil und Termine sind erfunden.",
    }
    grant = funding.create_grant(city, values=values, actor=staff)
    category = GrantCategory(
        grant=grant, code="1", name="Anzeige- und Interaktionsgeräte", school_cap=Decimal(6_000)
    )
    funding.save_grant_category(category, actor=staff)
    ledger.charge(grant, [(delivery, delivery.version)], category=category, reason="", actor=staff)
    funding.call_funds(
        grant,
        called_on=_ago(10),
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
