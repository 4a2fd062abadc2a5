"""A small matrix and a released school for the report tests."""

import pytest
from django.utils import timezone

from matrix.models import Aspect, Catalogue, Field, JoinedTopic, Snapshot, Stage


@pytest.fixture
def catalogue(db):
    """Two aspects for the school side, one for the Träger side, three stages: nothing may hang on four."""
    found = Catalogue.objects.create(
        version="Probe", content_hash="p" * 64, is_current=True, stage_names=["Anfang", "Mitte", "Ziel"]
    )
    topic = JoinedTopic.objects.create(catalogue=found, code="G1", name="Netz", order=1)
    for side, code, name, aspects in (
        ("school", "S1", "Organisation", [("S1.1", "Leitbild"), ("S1.2", "Steuerung")]),
        ("authority", "T1", "Strategie", [("T1.1", "Zielbild")]),
    ):
        field = Field.objects.create(catalogue=found, side=side, code=code, name=name, order=1)
        for order, (aspect_code, aspect_name) in enumerate(aspects):
            aspect = Aspect.objects.create(
                field=field,
                topic=topic,
                code=aspect_code,
                name=aspect_name,
                question="Wo stehen wir?",
                order=order,
            )
            for number in (1, 2, 3):
                Stage.objects.create(aspect=aspect, number=number, text=f"Beschreibung {number}")
    return found


def release_of(school, user, catalogue, **extra):
    """A released picture with every part of the contract filled."""
    data = {
        "ratings": {
            "S1.1": {
                "state": "rated",
                "stage": 2,
                "target_stage": 3,
                "target_year": 2027,
                "priority": "high",
                "reason": "Das Leitbild steht, der Alltag fehlt.",
            }
        },
        "focuses": ["S1.1"],
        "figures": {
            "school_year": 2026,
            "reference_date": "2026-10-15",
            "pupils": 1234,
            "classes": 48,
            "teachers": 90,
            "teaching_rooms": 31,
            "presentation_rooms": 28,
            "wlan_rooms": 31,
        },
        "coverage": [
            {
                "key": "presentation",
                "label": "Räume mit Präsentationstechnik",
                "actual": 90,
                "target": 100,
                "unit": "%",
                "verdict": "partly",
                "text": "28 von 31 Räumen",
            }
        ],
        "stock": [
            {
                "code": "DEV_TABLET_POOL",
                "name": "Tablet im Klassensatz",
                "group": "pupil_device",
                "quantity": 1215,
                "purchase_year": 2024,
                "useful_life": 4,
                "funding_source": "DigitalPakt",
                "condition": "good",
            }
        ],
        "concept": {
            "state": "adopted",
            "discussed_on": "2026-03-02",
            "adopted_on": "2026-04-20",
            "next_review_on": "2029-04-20",
            "version": 1,
            "filled_sections": 9,
            "has_file": True,
            "competences": 14,
        },
    }
    number = Snapshot.unscoped.filter(school=school).count() + 1
    return Snapshot.unscoped.create(
        school=school,
        catalogue=catalogue,
        number=number,
        school_year=2026,
        taken_at=timezone.now(),
        taken_by=user,
        data=data | extra,
    )


@pytest.fixture
def released(world, catalogue):
    """School A has released its picture."""
    return release_of(world.school_a, world.users["lead_a"], catalogue)
