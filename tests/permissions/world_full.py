"""The persona world with everything in it: each free text says whose it is and what kind of thing it is.

A marker reads `MK-<owner>-<class>-<field>`. Owners: the schools A, B and C, their Träger (SA of A and B, SC of
C), and the round tables of the two municipalities (TA, TC). A and C are released, B has only drafts. Who may
read which class stands in `tests.permissions.readers`.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.models import OutboxMail
from equipment.models import EquipmentType, FundingSource, StockBatch, TargetValues
from equipment.services.catalogue import load_defaults
from equipment.services.inventory import upload_inventory
from matrix import services as matrix
from matrix.importers import read_matrix
from matrix.models import Aspect, Rating
from matrix.selectors import aspect_of
from matrix.services import catalogue_uploads
from schools.access import Role
from schools.grants import Place
from schools.models import Membership, RegisterImport, SchoolYearFigures
from schools.services import people
from schools.services.successions import record_succession
from tests.permissions.marks import ADVISERS, LEADS, STAFF, FullWorld, Things, mark, pdf_saying
from tests.permissions.world_concept import set_up_concept
from tests.permissions.world_joint import set_up_joint_rounds, set_up_voices
from tests.permissions.world_needs import ask_for, set_up_needs
from tests.permissions.world_plans import set_up_plans
from tests.permissions.world_reports import set_up_reports
from tests.permissions.world_tables import propose, set_up_table
from tests.world import build_world, make_school

MATRIX = """seite;feld_code;feld;aspekt_code;aspekt;leitfrage;stufe_1;stufe_2;stufe_3;thema_code;thema
Schule;S1;Unterricht;S1.1;Ziele;Welche Ziele?;keine;einige;alle;G1;Ziele
Schule;S2;Technik;S2.1;Netz;Trägt das Netz?;kein Netz;Netz;gutes Netz;G2;Netz
Träger;T1;Planung;T1.1;Leitbild;Welches Leitbild?;keines;Entwurf;beschlossen;G1;Ziele
Träger;T2;Netze;T2.1;Anschluss;Welcher Anschluss?;langsam;mittel;schnell;G2;Netz
"""
PUPILS = {"A": 61237, "B": 71237, "C": 81237}  # the marker of numbers
WISHED = {"A": 41237, "B": 42237, "C": 43237}  # devices on a list that is not sent


def build_full_world() -> FullWorld:
    world = build_world()
    full = FullWorld(world)
    load_defaults()
    matrix.load_catalogue(read_matrix(MATRIX.encode()), version="klein")
    _name_people(full)
    for letter, school in (("A", world.school_a), ("B", world.school_b), ("C", world.school_c)):
        full.places[letter] = Things(school, {"letter": letter})
        _school(full, letter)
        _predecessor(full, letter)
        _people(full, letter)
        _equipment(full, letter)
        ask_for(full, letter, "draft", 2028, quantity=WISHED[letter])  # is there when the concept is adopted
        set_up_concept(full, letter)
        set_up_needs(full, letter)
        _ratings(full, letter)
        set_up_joint_rounds(full, letter, full.user(LEADS[letter]))
    for letter in "ABC":
        propose(full, letter)
    for letter in "AC":
        _authority(full, letter)
        set_up_table(full, letter, full.user(STAFF[letter]))
        set_up_voices(full, letter, ADVISERS[letter], STAFF[letter], LEADS[letter])
    full.places["B"].values |= {
        name: value for name, value in full.places["A"].values.items() if name in SHARED_WITH_SIBLING
    }
    for letter in "ABC":
        set_up_reports(full, letter)
    _register_import(full)
    _catalogue_upload(full)
    set_up_plans(full)
    return full


SHARED_WITH_SIBLING = ("number", "authority_round", "series", "meeting", "sealed", "authority_snapshot")


def _name_people(full: FullWorld) -> None:
    owners = {
        "lead_a": "A",
        "member_a": "A",
        "lead_b": "B",
        "lead_c": "C",
        "staff": "SA",
        "it": "SA",
        "head": "SA",
    }
    for actor, owner in (owners | {"staff_c": "SC"}).items():
        user = full.world.users[actor]
        user.name = mark(owner, "person", actor)
        user.email = f"{mark(owner, 'email', actor.replace('_', '.'))}@example.org".lower()
        user.save()


def _school(full: FullWorld, letter: str) -> None:
    school = full.places[letter].school
    school.name = mark(letter, "name", "short")
    school.official_name = mark(letter, "register", "official")
    school.display_name = mark(letter, "name", "display")
    school.street = mark(letter, "register", "street")
    school.city = mark(letter, "register", "city")
    school.phone = mark(letter, "register", "phone")
    school.email = f"{mark(letter, 'register', 'email')}@example.org".lower()
    school.homepage = f"https://{mark(letter, 'register', 'web')}.example.org".lower()
    school.save()
    figures = SchoolYearFigures.unscoped.create(
        school=school,
        school_year=2026,
        reference_date=date(2026, 10, 15),
        pupils=PUPILS[letter],
        classes=6,
        teachers=12,
        teaching_rooms=10,
        presentation_rooms=9,
        wlan_rooms=4,
    )
    full.places[letter].values |= {"school_number": school.school_number, "figures": figures.pk}


def _predecessor(full: FullWorld, letter: str) -> None:
    """A closed school that this one carries on."""
    school = full.places[letter].school
    former = make_school(
        {"A": "990103", "B": "990115", "C": "990127"}[letter],
        mark(letter, "name", "former"),
        school.municipality,
        school.authority,
        operation_key="5",
    )
    row = record_succession(former, school, since=date(2025, 8, 1), actor=full.user("admin"))
    full.places[letter].values["succession"] = row.pk


def _people(full: FullWorld, letter: str) -> None:
    """A colleague whose role can be ended, one switched off, and an open invitation."""
    things, lead = full.places[letter], full.user(LEADS[letter])
    colleague = User.objects.create_user(
        f"{mark(letter, 'email', 'colleague')}@example.org".lower(), name=mark(letter, "member", "colleague")
    )
    held = Membership.unscoped.create(user=colleague, role=Role.SCHOOL_MEMBER, school=things.school)
    issued = people.invite(
        email=f"{mark(letter, 'invitation', 'mail')}@example.org".lower(),
        role=Role.SCHOOL_MEMBER,
        place=Place(school=things.school),
        name=mark(letter, "invitation", "name"),
        actor=lead,
    )
    full.tokens[letter] = issued.link.rstrip("/").rsplit("/", 1)[-1]
    mail = OutboxMail.objects.create(
        event=f"failed-{letter}", recipient=f"nobody-{letter}@example.org".lower(), subject="-", attempts=8
    )
    things.values |= {"user": colleague.pk, "membership": held.pk, "invitation": issued.invitation.pk}
    things.values["failed_mail"] = mail.pk


def _equipment(full: FullWorld, letter: str) -> None:
    things = full.places[letter]
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    line = {"school": things.school, "type": tablet, "quantity": 15}
    batch = StockBatch.unscoped.create(
        **line, room=mark(letter, "stock", "room"), serials=mark(letter, "stock", "serial")
    )
    StockBatch.unscoped.create(
        **line,
        room=mark(letter, "stock", "oldroom"),
        state="retired",
        retired_reason=mark(letter, "stock", "retired"),
    )
    table = "Geräteart;Anzahl;Raum\nTablet im Klassensatz;30;" + mark(letter, "stock", "importroom")
    file = SimpleUploadedFile(f"{mark(letter, 'stock', 'importfile')}.csv", table.encode())
    upload = upload_inventory(file, school=things.school, actor=full.user(LEADS[letter]))
    fund = FundingSource.objects.first()
    assert fund
    things.values |= {"stock": batch.pk, "inventory_import": upload.pk, "type": tablet.pk, "fund": fund.pk}


def _answer(full: FullWorld, owner: str, code: str, kind: str, actor: str) -> Rating:
    """One answer in which everything that can say something says it."""
    subject: Any = full.places[owner[-1]].school
    if owner.startswith("S"):
        subject = subject.authority
    aspect = aspect_of(Aspect.objects.get(code=code, field__catalogue__is_current=True).pk)
    newest = subject.ratings.filter(aspect__code=code).first()
    name = f"{mark(owner, f'{kind}evidence', code.replace('.', ''))}"
    said = matrix.Answer(
        state="rated",
        stage=2,
        target_stage=3,
        target_year=2028,
        priority="high",
        reason=mark(owner, kind, f"reason{code.replace('.', '')}"),
        evidence_url=f"https://{name}.example.org/".lower(),
        evidence=SimpleUploadedFile(f"{name}.pdf", pdf_saying(name)),
    )
    return matrix.rate(subject, aspect, said, seen=newest.pk if newest else None, actor=full.user(actor))


def _ratings(full: FullWorld, letter: str) -> None:
    """A and C release their first answers and then draft a new one; B never released."""
    things, lead = full.places[letter], LEADS[letter]
    if letter != "B":
        _answer(full, letter, "S1.1", "released", lead)
        snapshot = matrix.release(things.school, actor=full.user(lead))
        things.values |= {"snapshot": snapshot.pk}
    rating = _answer(full, letter, "S1.1", "draft", lead)
    things.values |= {"rating": rating.pk, "code": "S1.1"}


def _authority(full: FullWorld, letter: str) -> None:
    things, owner = full.places[letter], f"S{letter}"
    authority = things.school.authority
    authority.name = mark(owner, "name", "authority")
    authority.save()
    TargetValues.unscoped.create(
        authority=authority, school_type=things.school.school_type, pupils_per_device=3
    )
    _answer(full, owner, "T1.1", "released", STAFF[letter])
    snapshot = matrix.release(authority, actor=full.user(STAFF[letter]))
    rating = _answer(full, owner, "T1.1", "draft", STAFF[letter])
    things.values |= {
        "number": authority.number,
        "school_type": things.school.school_type,
        "authority_snapshot": snapshot.pk,
        "authority_rating": rating.pk,
    }


def _catalogue_upload(full: FullWorld) -> None:
    """A new version of the matrix on its way in, for the administration alone."""
    content = MATRIX.replace("gutes Netz", mark("P", "admin", "stage")).encode()
    upload = catalogue_uploads.upload_catalogue(
        file=SimpleUploadedFile(f"{mark('P', 'admin', 'matrix')}.csv", content),
        label=mark("P", "admin", "label"),
        actor=full.user("admin"),
    )
    for things in full.places.values():
        things.values |= {"catalogue_upload": upload.pk}


def _register_import(full: FullWorld) -> None:
    upload = RegisterImport(
        uploaded_by=full.user("admin"), file_name="MK-P-admin-register.csv", file_hash="0" * 64
    )
    upload.file.save("register.csv", io.BytesIO(b"kaputt"), save=False)
    upload.save()
    for things in full.places.values():
        things.values |= {"register_import": upload.pk}
