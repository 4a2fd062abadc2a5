"""Builds the invented demo world. Safe to run again: it leaves a portal alone that has people in it."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import User
from gutersloh_portal.demo import (
    equipment,
    forecast,
    frame,
    joint,
    needs,
    pictures,
    places,
    planning,
    procurement,
    standards,
    tables,
)
from reports import services as reports
from reports.models import ReportJob
from schools.models import School, SchoolAuthority

PAINTED = {  # school number -> (e-mail of its lead or "", number of releases)
    "990012": ("schulleitung@demo.example", 1),
    "990024": ("", 2),
    "990036": ("", 2),
    "990048": ("", 1),
    "990050": ("", 2),
    "990061": ("schulleitung2@demo.example", 2),
    "990073": ("", 0),
    "990085": ("", 1),
    "990097": ("", 0),
    "990103": ("", 2),
    "990115": ("", 1),
    "990127": ("", 0),
}


class Command(BaseCommand):
    help = "Build the invented demo world, once. Safe to run again."

    def handle(self, **options: Any) -> None:
        if User.objects.exists():
            self.stdout.write("people exist already, nothing built")
            return
        with transaction.atomic():
            job = self.build()
        reports.perform(job.pk)  # outside: the database ends transactions that wait for a slow renderer
        for account in places.ACCOUNTS:
            self.stdout.write(f"{account.email}  {account.role.label}")
        self.stdout.write(f"password: {places.PASSWORD}")

    def build(self) -> ReportJob:
        """Catalogues, places, people, pictures, the table. Returns a report that waits to be written."""
        call_command("load_defaults", stdout=self.stdout)
        places.build_register()
        users = places.build_accounts()
        painter = pictures.Painter(users)
        for school in School.unscoped.order_by("school_number"):
            email, releases = PAINTED[school.school_number]
            painter.paint(school, lead=users[email or "schulleitung2@demo.example"], releases=releases)
        self.special(users, painter)
        tables.build(users)
        frame.build(users)
        needs.build(users)
        planning.decide(users)
        procurement.build(users)
        equipment.build(users)
        planning.build(users)
        standards.build(users)
        forecast.build(users)
        birkenweg = School.unscoped.get(school_number="990061")
        return reports.request_report(birkenweg, actor=users["beratung@demo.example"])

    def special(self, users: dict[str, User], painter: pictures.Painter) -> None:
        """The two schools that people sign in to, and the Träger's own side."""
        anger = School.unscoped.get(school_number="990012")
        birkenweg = School.unscoped.get(school_number="990061")
        colleague = users["medien@demo.example"]
        joint.build(anger, lead=users["schulleitung@demo.example"], colleague=colleague)
        painter.concept(anger, lead=users["schulleitung@demo.example"], adopted=False)
        painter.concept(birkenweg, lead=users["schulleitung2@demo.example"], adopted=True)
        for code in ("S4.2", "S1.3"):
            pictures.matrix.set_focus(anger, code, actor=users["schulleitung@demo.example"])
        city = SchoolAuthority.unscoped.get(number="99101")
        painter.rate(city, users["traeger@demo.example"], step=0, gaps=5)
        pictures.matrix.release(city, actor=users["traeger@demo.example"])
        joint.views(
            anger,
            adviser=users["beratung@demo.example"],
            staff=users["traeger@demo.example"],
            lead=users["schulleitung@demo.example"],
        )
