"""`make_report KIND --school|--authority|--meeting|--series WHICH --as EMAIL -o FILE`: a PDF without a browser."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import DomainError
from reports import services
from reports.models import ReportJob
from roundtables.models import Meeting, RoundTableSeries
from schools.models import School, SchoolAuthority

PLACES = {
    ReportJob.Kind.SCHOOL: ("school", School, "school_number", "reports.request_school_report"),
    ReportJob.Kind.AUTHORITY: ("authority", SchoolAuthority, "number", "reports.request_authority_report"),
    ReportJob.Kind.CONCEPT: ("school", School, "school_number", "schools.view_conceptversion"),
    ReportJob.Kind.DRAFT: ("school", School, "school_number", "schools.view_concept"),
    ReportJob.Kind.MINUTES: ("meeting", Meeting, "pk", "reports.request_minutes"),
    ReportJob.Kind.PACK: ("meeting", Meeting, "pk", "roundtables.run_table"),
    ReportJob.Kind.GUIDELINES: ("series", RoundTableSeries, "pk", "reports.request_table_report"),
}


class Command(BaseCommand):
    help = "Make one report with the eyes of a user and write it to a file. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=ReportJob.Kind.values)
        parser.add_argument("--school", help="school number")
        parser.add_argument("--authority", help="number of the school authority")
        parser.add_argument("--meeting", type=int, help="id of the meeting")
        parser.add_argument("--series", type=int, help="id of the round table")
        parser.add_argument("--as", dest="email", required=True, help="e-mail of the reader")
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *, kind: str, email: str, output: Path, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"no active account {email}")
        subject = self.subject(kind, user, options)
        try:
            job = services.request_report(subject, actor=user, kind=kind, limit=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        services.perform(job.pk)
        job.refresh_from_db()
        if job.state != ReportJob.State.DONE:
            raise CommandError(job.error or f"the report is {job.get_state_display()}")
        with job.file.open("rb") as file:
            output.write_bytes(file.read())
        self.stdout.write(f"{output} {job.label}")

    def subject(self, kind: str, user: User, options: dict[str, Any]) -> Any:
        """The row that the options name, if `user` may see it and ask for its report."""
        option, model, field, permission = PLACES[ReportJob.Kind(kind)]
        if not options[option]:
            raise CommandError(f"{kind} needs --{option}")
        found: Any = model
        row = found.visible_to(user).filter(**{field: options[option]}).first()
        if row is None or not user.has_perm(permission, row):
            raise CommandError(f"{user.email} sees no {option} {options[option]}")
        return row
