"""The strategic frame of the demo town, its learning places, and what one school shares."""

from __future__ import annotations

from uuid import uuid4

from accounts.models import User
from frame import services
from matrix.models import Aspect
from roundtables import services as tables
from roundtables.models import RoundTableSeries
from schools.models import School

PLACES = (
    ("Stadtbibliothek Musterstadt", "library", "Stadt Musterstadt, Fachbereich Kultur"),
    ("VHS Musterstadt", "adults", "VHS, Bereich Digitales Lernen"),
    ("Bürgerhaus Nord", "neighbourhood", "Stadt Musterstadt, Quartiersbüro Nord"),
)


SHARED = (
    ("public", "S4.1", "Ein Koffer mit zehn Tablets je Flur wird öfter genutzt als ein Schrank im Keller."),
    (
        "district",
        "S3.1",
        "Zwanzig Minuten in jeder Konferenz, jemand zeigt etwas: Das hält länger als ein Fortbildungstag.",
    ),
)


def build(users: dict[str, User]) -> None:
    office = users["traeger@demo.example"]
    series = RoundTableSeries.unscoped.get(municipality__ags="05999004")
    town = series.municipality
    services.save_frame(
        town,
        values={
            "vision": "Musterstadt ist eine lernende Stadt: Wer lernen will, findet einen Ort, Menschen und Werkzeuge.",
            "aims": "Jede Schule arbeitet mit einem verlässlichen Netz.\n\nÜbergänge gelingen ohne Brüche.",
            "principles": "Teilhabe vor Technik. Gemeinsam statt jeder für sich.",
        },
        is_first=True,
        actor=office,
    )
    fields = [
        services.add_field(
            town, values={"title": title, "text": text, "order": order}, submission_id=uuid4(), actor=office
        )
        for order, (title, text) in enumerate(
            (
                (
                    "Digitale Infrastruktur",
                    "Netz, Räume und Geräte, auf die sich der Unterricht verlassen kann.",
                ),
                ("Teilhabe", "Kein Kind bleibt ohne Gerät und ohne Ort zum Lernen."),
                ("Übergänge", ""),
            ),
            start=1,
        )
    ]
    services.assign(
        fields[0],
        chosen={
            "guidelines": series.guidelines.all()[:1],
            "goals": series.goalperspectives.all(),
            "milestones": series.milestones.all()[:2],
        },
        actor=office,
    )
    for name, kind, office_to_ask in PLACES:
        tables.add_place(
            town, name=name, kind=kind, office=office_to_ask, submission_id=uuid4(), actor=office
        )
    training = series.milestones.get(text__startswith="Fortbildung")
    tables.bind_milestone(training, places=town.learning_places.filter(kind="adults"), actor=office)
    services.add_project(
        town,
        values={
            "title": "Lernstationen in der Stadtbibliothek",
            "lead": "Stadtbibliothek",
            "text": "Zwölf Plätze mit Netz und Leihgeräten, nachmittags von Ehrenamtlichen begleitet.",
            "fields": [fields[1]],
        },
        submission_id=uuid4(),
        actor=office,
    )
    lead, school = users["schulleitung@demo.example"], School.unscoped.get(school_number="990012")
    for visibility, code, text in SHARED:
        aspects = Aspect.objects.filter(field__catalogue__is_current=True, code=code)
        tables.share_experience(
            school, text=text, visibility=visibility, aspects=aspects, submission_id=uuid4(), actor=lead
        )
