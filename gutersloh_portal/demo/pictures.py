"""What the schools of the demo world have, think of themselves and released."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from equipment.models import EquipmentType, FundingSource
from equipment.services import stock
from gutersloh_portal.demo.days import school_day
from matrix import services as matrix
from matrix.models import Aspect, Catalogue, Rating
from schools.models import School, SchoolAuthority, SchoolYearFigures
from schools.models.register import school_year_of
from schools.services import concept
from schools.services.concept import talk
from schools.services.figures import save_figures
from schools.services.trainings import save_training

REASONS = (
    "Im Kollegium besprochen; die Fachgruppen sehen es ebenso.",
    "Seit dem letzten Schuljahr gibt es eine feste Verabredung dazu.",
    "Einzelne tragen es noch allein, eine Vertretung fehlt.",
    "Der Anfang ist gemacht, es fehlt noch die Verbindlichkeit.",
    "Wir warten hier auf den Ausbau durch den Schulträger.",
)
PUPILS = {"02": 240, "08": 130, "10": 520, "14": 460, "15": 1080, "20": 890, "30": 1650}
SECTIONS = {
    1: "Unsere Schule versteht digitale Medien als Werkzeug für **gemeinsames Lernen**. Das Leitbild steht.",
    2: "Alle sechs Bereiche des Medienkompetenzrahmens sind den Jahrgängen zugeordnet.",
    3: "Wir beginnen mit *Lernvideos* in Klasse 3 und Präsentationen in Klasse 4.",
    5: "Der Bestand steht im Portal und wird jährlich zum 31. Oktober geprüft.",
    7: "Zwei schulinterne Fortbildungen im Jahr, dazu Hospitationen.",
    8: "Medienbeauftragter ist Herr Moorkamp (zwei Stunden). Second-Level-Support: IT der Stadt.",
    9: "Die Nutzungsordnung liegt vor und wird mit den Eltern besprochen.",
}
COMMENTS = (
    (1, "internal", "Bitte noch den Bezug zum Schulprogramm ergänzen, Kapitel 3."),
    (3, "advisers", "Reicht das so, oder fehlt etwas zur Bewertung digitaler Lernprodukte?"),
)
PLANS = (
    ("1.1", "Sachunterricht", 3, "Tablets sicher bedienen und pflegen"),
    ("1.2", "Deutsch", 3, "Geschichten als Hörspiel aufnehmen"),
    ("1.3", "Deutsch", 4, "Eigene Texte benennen, ablegen und wiederfinden"),
    ("1.4", "Klassenrat", 3, "Gute Passwörter finden und für sich behalten"),
    ("2.1", "Sachunterricht", 4, "Suchmaschinen für Kinder vergleichen"),
    ("2.3", "Sachunterricht", 4, "Werbung und Nachricht unterscheiden"),
    ("3.1", "Englisch", 4, "Sprachnachrichten mit der Partnerklasse austauschen"),
    ("3.2", "Deutsch", 4, "Regeln für den Klassenchat vereinbaren"),
    ("4.1", "Kunst", 4, "Trickfilm zu einem Märchen drehen"),
    ("4.3", "Sachunterricht", 4, "Bilder für ein Plakat mit Quelle angeben"),
    ("5.4", "Klassenrat", 4, "Eine Woche Medientagebuch führen und auswerten"),
    ("6.1", "Mathematik", 3, "Geheimschriften erfinden und entschlüsseln"),
    ("6.2", "Mathematik", 4, "Wege mit Befehlen beschreiben"),
)
TRAININGS: tuple[tuple[str, str, str, int | None], ...] = (  # topic, group, provider, days from today
    ("Lernvideos planen und drehen", "Fachkonferenz Sachunterricht", "Medienberatung", -60),
    ("Tablets im Alltag: Ablage und Sicherung", "ganzes Kollegium", "Medienbeauftragter der Schule", -20),
    ("Rückmeldung geben mit digitalen Werkzeugen", "Fachkonferenz Deutsch", "Kompetenzteam", 75),
    ("Erste Schritte im Programmieren", "Fachkonferenz Mathematik", "", None),
)


class Painter:
    """Draws one school after the other; the same seed gives the same world."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users
        self.random = random.Random(7)  # noqa: S311 - invented data
        self.types = {row.code: row for row in EquipmentType.objects.all()}
        self.funds = {row.code: row for row in FundingSource.objects.all()}
        self.year = school_year_of(timezone.localdate())

    def paint(self, school: School, *, lead: User, releases: int) -> None:
        """Figures, stock and as many released pictures as asked: the first is half a year old."""
        self.figures(school)
        self.stock(school)
        moments = [timezone.now() - timedelta(days=150), timezone.now() - timedelta(days=9)]
        for round_number, moment in enumerate(moments[-releases:] if releases else []):
            self.rate(school, lead, step=round_number, gaps=3, at=moment - timedelta(hours=1))
            matrix.release(school, actor=lead, taken_at=moment)

    def figures(self, school: School) -> None:
        pupils = PUPILS[school.school_type] + self.random.randrange(-20, 60)
        classes = max(6, pupils // 25)
        rooms = classes + classes // 3
        save_figures(
            SchoolYearFigures(
                school=school,
                school_year=self.year,
                reference_date=date(self.year, 10, 15),
                pupils=pupils,
                classes=classes,
                teachers=pupils // 14,
                teaching_rooms=rooms,
                presentation_rooms=rooms - self.random.randrange(0, 5),
                wlan_rooms=rooms - self.random.randrange(0, 3),
                room_counts={"specialist": classes // 4, "library": 1, "staff": 1},
            ),
            changes={},
            actor=None,
        )

    def stock(self, school: School) -> None:
        pupils = PUPILS[school.school_type]
        batches = [
            ("DEV_TABLET_POOL", pupils // 4, "Medienwagen", 2021, "DP1"),
            ("DEV_TABLET_POOL", pupils // 6, "Klassenräume", 2024, "SBP"),
            ("DEV_TEACHER", pupils // 15, "", 2022, "DP1-LK"),
            ("PRES_DISPLAY", pupils // 30, "Klassenräume", 2023, "DP1"),
            ("PRES_PROJECTOR", pupils // 90 + 1, "Fachräume", 2017, "EIG"),
            ("NET_AP", pupils // 25, "Gebäude A und B", 2020, "GS2020"),
            ("DEV_DESKTOP", 15, "Computerraum", 2016, "EIG"),
        ]
        for code, quantity, room, year, fund in batches:
            values = {
                "type": self.types[code],
                "quantity": max(1, quantity),
                "room": room,
                "purchase_year": year + self.random.randrange(0, 2),
                "funding_source": self.funds[fund],
                "condition": "good" if year > 2019 else "fair",
                "state": "in_use",
                "serials": "",
            }
            stock.create_stock(school, values=values, submission_id=uuid4(), actor=None)

    def rate(
        self,
        subject: School | SchoolAuthority,
        actor: User,
        *,
        step: int,
        gaps: int,
        at: datetime | None = None,
    ) -> None:
        """Answers for all aspects but the last `gaps`; each step of time lifts some of them by a stage."""
        side = "school" if isinstance(subject, School) else "authority"
        catalogue = Catalogue.objects.get(is_current=True)
        aspects = list(Aspect.objects.filter(field__catalogue=catalogue, field__side=side))
        highest = len(catalogue.stage_names)
        base = self.random.choice([1, 1, 2, 2, 3])
        newest = {rating.aspect_id: rating for rating in subject.ratings.current()}
        for number, aspect in enumerate(aspects[: len(aspects) - gaps]):
            known = newest.get(aspect.pk)
            answer = self.answer(number, highest, known, base=base, step=step)
            seen = known.pk if known else None
            matrix.rate(subject, aspect, answer, seen=seen, actor=actor, rated_at=at)

    def answer(
        self, number: int, highest: int, known: Rating | None, *, base: int, step: int
    ) -> matrix.Answer:
        if number % 11 == 7:
            return matrix.Answer(state="unknown")
        if number % 13 == 10:
            return matrix.Answer(state="not_applicable", reason="Gibt es an unserer Schule nicht.")
        before = known.stage if known and known.stage else base + self.random.randrange(0, 2)
        stage = min(highest, before + (1 if step and self.random.random() < 0.3 else 0))
        return matrix.Answer(
            state="rated",
            stage=stage,
            target_stage=min(highest, stage + 1) if number % 2 == 0 else None,
            target_year=self.year + 1 + number % 2 if number % 2 == 0 else None,
            priority=("high", "medium", "", "low")[number % 4],
            reason=self.random.choice(REASONS) if number % 3 == 0 else "",
        )

    def concept(self, school: School, *, lead: User, adopted: bool) -> None:
        """Some sections and Vorhaben; with `adopted` it went through both conferences."""
        above_primary = 0 if school.school_type == "02" else 3
        document = concept.ensure_concept(school)
        for number, text in SECTIONS.items():
            concept.save_section(document, number=number, text=text, version=0, actor=lead)
        concept.mark_outdated(document, number=8, actor=lead)
        for number in (1, 3):
            talk.show_section(document, number=number, version=1, actor=lead)
        for number, audience, text in COMMENTS:
            talk.comment_section(
                school, number=number, text=text, audience=audience, submission_id=uuid4(), actor=lead
            )
        for competence, subject, year_group, plan in PLANS:
            concept.save_competence_use(
                school,
                competence=competence,
                subject=subject,
                year_group=year_group + above_primary,
                plan=plan,
                actor=lead,
            )
        self.trainings(school, lead=lead)
        if adopted:
            concept.change_state(document, "consultation", actor=lead)
            concept.change_state(document, "discussed", actor=lead, on=school_day(-110))
            concept.change_state(document, "adopted", actor=lead, on=school_day(-75))
            self.tablets_since(school)

    def trainings(self, school: School, *, lead: User) -> None:
        """Two behind us, one to come and one without a date."""
        for topic, group, provider, days in TRAININGS:
            held_on = None if days is None else school_day(days)
            done = days is not None and days < 0
            values = {
                "topic": topic,
                "group": group,
                "provider": provider,
                "held_on": held_on,
                "is_done": done,
            }
            save_training(school, values=values, actor=lead)

    def tablets_since(self, school: School) -> None:
        """More than the adopted concept says, so that its page has something to tell."""
        values = {
            "type": self.types["DEV_TABLET_POOL"],
            "quantity": 40,
            "room": "Medienwagen 2",
            "purchase_year": self.year,
            "funding_source": self.funds["DP2"],
            "condition": "good",
            "state": "in_use",
            "serials": "",
        }
        stock.create_stock(school, values=values, submission_id=uuid4(), actor=None)
