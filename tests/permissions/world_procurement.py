"""Orders of a Träger: one need ordered and announced in part, one that waits; money is its offices' alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from equipment.models import EquipmentType, FundingSource, PriceEntry
from needs.models import NeedItem
from needs.services import lists, rounds
from procurement.models import OrderLine
from procurement.services import deliveries, invoices, orders
from schools.models import School
from tests.permissions.marks import FullWorld, mark, pdf_saying

YEAR = 2026  # of a list of its own
LEADS = {"A": "lead_a", "C": "lead_c"}
STAFF = {"A": "staff", "C": "staff_c"}


def set_up_orders(full: FullWorld, letter: str) -> None:
    """For A and C: B has sent no list."""
    if letter == "B":
        return
    things, owner = full.places[letter], f"S{letter}"
    lead, staff = full.user(LEADS[letter]), full.user(STAFF[letter])
    school, tablet = things.school, EquipmentType.objects.get(pk=things.type)
    first, _waits = _budgeted(school, tablet, mark(letter, "fact", "orderreason"), lead, staff)
    entry = PriceEntry.unscoped.create(
        authority=school.authority,
        type=tablet,
        product=mark(letter, "fact", "product"),
        supplier=mark(owner, "money", "supplier"),
        contract=mark(owner, "money", "contract"),
        price=Decimal("400.00"),
        valid_from=date(2026, 1, 1),
    )
    order = orders.place_order(
        school.authority,
        number=mark(letter, "fact", "order"),
        ordered_on=date(2026, 6, 1),
        supplier=entry.supplier,
        fund=FundingSource.objects.get(code="DP2"),
        note=mark(letter, "fact", "ordernote"),
        wanted=[orders.Wanted(first, first.version, entry)],
        submission_id=uuid4(),
        actor=staff,
    )
    line = OrderLine.unscoped.get(order=order)
    bill = deliveries.Bill(mark(owner, "money", "invoice"), date(2026, 7, 1), Decimal("476.00"))
    delivery = deliveries.announce(
        line, quantity=3, delivered_on=date(2026, 7, 1), bill=bill, submission_id=uuid4(), actor=staff
    )
    name = mark(owner, "money", "invoicefile")
    assert delivery.invoice
    invoices.attach_file(delivery.invoice, SimpleUploadedFile(f"{name}.pdf", pdf_saying(name)), actor=staff)
    things.values |= {"order": order.pk, "order_line": line.pk, "delivery": delivery.pk}
    things.values |= {"invoice": delivery.invoice.pk}


def _budgeted(school: School, kind: EquipmentType, reason: str, lead: User, staff: User) -> list[NeedItem]:
    values = {"type": kind, "quantity": 5, "kind": "first", "priority": "A", "section": 3, "reason": reason}
    items = [
        lists.create_item(school, year=YEAR, values=values, submission_id=uuid4(), actor=lead)
        for _number in range(2)
    ]
    lists.send_list(school, year=YEAR, actor=lead)
    rounds.start_round(school.authority, year=YEAR, actor=staff)
    for item in items:
        for state in ("recognised", "budgeted"):
            item.refresh_from_db()
            rounds.decide(item, state=state, reason=reason, version=item.version, actor=staff)
    return list(NeedItem.unscoped.filter(pk__in=[item.pk for item in items]).order_by("pk"))
