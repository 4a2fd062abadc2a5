"""Orders of a Träger: one need ordered and announced in part, one that waits; money is its offices' alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from equipment.models import EquipmentType, FundingSource, PriceEntry
from needs.models import NeedItem
from needs.services import lists, rounds
from procurement.models import Delivery, GrantCategory, OrderLine, Programme
from procurement.services import deliveries, funding, invoices, ledger, orders
from reports.models import ReportJob
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
        product=mark(letter, "stock", "product"),
        supplier=mark(owner, "money", "supplier"),
        contract=mark(owner, "money", "contract"),
        price=Decimal("400.00"),
        valid_from=date(2026, 1, 1),
    )
    order = orders.place_order(
        school.authority,
        number=mark(letter, "stock", "order"),
        ordered_on=date(2026, 6, 1),
        supplier=entry.supplier,
        fund=FundingSource.objects.get(code="DP1"),
        note=mark(letter, "stock", "ordernote"),
        wanted=[orders.Wanted(first, first.version, entry)],
        submission_id=uuid4(),
        actor=staff,
    )
    line = OrderLine.unscoped.select_related("order__authority").get(order=order)
    bill = deliveries.Bill(mark(owner, "money", "invoice"), date(2026, 7, 1), Decimal("476.00"))
    delivery = deliveries.announce(
        line, quantity=3, delivered_on=date(2026, 7, 1), bill=bill, submission_id=uuid4(), actor=staff
    )
    name = mark(owner, "money", "invoicefile")
    assert delivery.invoice
    invoices.attach_file(delivery.invoice, SimpleUploadedFile(f"{name}.pdf", pdf_saying(name)), actor=staff)
    things.values |= {"order": order.pk, "order_line": line.pk, "delivery": delivery.pk}
    things.values |= {"invoice": delivery.invoice.pk}
    _fund(full, letter, line, lead, staff)


def _fund(full: FullWorld, letter: str, line: OrderLine, lead: User, staff: User) -> None:
    """Two confirmed deliveries, one of them charged; invoice numbers of stock are facts, the grant is money."""
    things, owner = full.places[letter], f"S{letter}"
    funding.load_programmes()
    programme = Programme.objects.get(code="DP1")
    values = {
        "programme": programme,
        "file_number": mark(owner, "money", "filenumber"),
        "state": "granted",
        "amount": Decimal(50_000),
        "note": mark(owner, "money", "grantnote"),
    }
    grant = funding.create_grant(line.order.authority, values=values, actor=staff)
    confirmed = [_confirmed(letter, line, number, lead, staff) for number in (1, 2)]
    rows = ledger.charge(grant, [(confirmed[0], confirmed[0].version)], category=None, reason="", actor=staff)
    call = funding.call_funds(
        grant,
        called_on=date(2026, 8, 1),
        amount=Decimal(100),
        note=mark(owner, "money", "callnote"),
        submission_id=uuid4(),
        actor=staff,
    )
    category = GrantCategory.unscoped.filter(grant=grant).first()
    programme_category = programme.categories.first()
    assert category
    assert programme_category
    things.values |= {"grant": grant.pk, "grant_category": category.pk, "allocation": rows[0].pk}
    things.values |= {"fund_call": call.pk, "programme": programme.pk}
    things.values |= {"programme_category": programme_category.pk}
    proof = ReportJob(kind="proof", requested_by=staff, state="done", authority=line.order.authority)
    proof.snapshot, proof.as_of = {"number": "B-999002"}, date(2026, 9, 1)
    proof.file.save("report.pdf", ContentFile(pdf_saying(mark(owner, "money", "proof"))), save=False)
    proof.save()
    things.values |= {"report_proof": proof.pk}


def _confirmed(letter: str, line: OrderLine, number: int, lead: User, staff: User) -> Delivery:
    bill = deliveries.Bill(mark(letter, "stock", f"invoice{number}"), date(2026, 7, 1), Decimal("476.00"))
    told = {"delivered_on": date(2026, 7, 1), "submission_id": uuid4(), "actor": staff}
    sent = deliveries.announce(line, quantity=1, bill=bill, **told)
    place, note = mark(letter, "stock", f"unpacked{number}"), mark(letter, "stock", f"receipt{number}")
    receipt = deliveries.Receipt(date(2026, 7, 1), 1, 0, 0, "", place, note)
    return deliveries.confirm(sent, receipt=receipt, version=sent.version, actor=lead)


def _budgeted(school: School, kind: EquipmentType, reason: str, lead: User, staff: User) -> list[NeedItem]:
    values = {"type": kind, "quantity": 9, "kind": "first", "priority": "A", "section": 3, "reason": reason}
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
