"""What standards add to the persona world: an adopted version of each Träger, and a draft after it."""

from __future__ import annotations

from django.utils import timezone

from equipment.models import EquipmentType
from standards import services
from tests.permissions.marks import FullWorld, mark

STAFF = {"A": "staff", "C": "staff_c"}


def set_up_standard(full: FullWorld, letter: str) -> None:
    """B has the Träger of A, and so its standard."""
    things = full.places[letter]
    if letter == "B":
        names = ("edition", "standard_rule", "standard_exception")
        things.values |= {name: full.places["A"].values[name] for name in names}
        return
    actor, today, owner = full.user(STAFF[letter]), timezone.localdate(), f"S{letter}"
    version = services.begin_draft(things.school.authority, actor=actor)
    values = {
        "school": things.school,
        "type": EquipmentType.objects.get(code="PRES_DISPLAY"),
        "quantity": 3,
        "reason": mark(letter, "stock", "exception"),
    }
    services.save_exception(version, values=values, actor=actor)
    server = {"type": EquipmentType.objects.get(code="SRV"), "quantity": 9, "every": 1, "per": "school"}
    everywhere = dict.fromkeys(("year_from", "year_to", "max_age")) | {"school_types": [], "room_type": ""}
    services.save_rule(version, values=server | everywhere, actor=actor)  # missing at every school
    words = {name: mark(owner, "standard", name) for name in ("title", "body", "paper", "note")}
    services.adopt(version, **words, decided_on=today, valid_from=today, actor=actor)
    draft = services.begin_draft(things.school.authority, actor=actor)
    draft.title = mark(owner, "standarddraft", "title")
    draft.save(update_fields=["title"])
    things.values |= {
        "edition": version.number,
        "standard_rule": draft.rules.first().pk,
        "standard_exception": draft.exceptions.get().pk,
    }
