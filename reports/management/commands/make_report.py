"""`make_report KIND --school|--authority|--meeting|--series|--grant WHICH --as EMAIL -o FILE`: a PDF without a browser.

Some kinds are about a part of the subject: `review` wants --year too, `story` --of and --aspect, `poster` takes
--size. Everything but what one person has to do, which is made when minutes are sent, and for nobody else.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import DomainError
from needs.models import FIRST_YEAR, LAST_YEAR
from procurement.models import Grant
from reports import services
from reports.builders.poster import PARTS, SIZES
from reports.models import ReportJob
from roundtables.models import Meeting, RoundTableSeries
from roundtables.selectors import story_page
from schools.models import School, SchoolAuthority

Kind = ReportJob.Kind
SCHOOL = ("school", School, "school_number")
SERIES = ("series", RoundTableSeries, "pk", "reports.request_table_report")
PLACES: dict[str, tuple[str, Any, str, str]] = {
    Kind.SCHOOL: (*SCHOOL, "reports.request_school_report"),
    Kind.AUTHORITY: ("authority", SchoolAuthority, "number", "reports.request_authority_report"),
    Kind.CONCEPT: (*SCHOOL, "schools.view_conceptversion"),
    Kind.DRAFT: (*SCHOOL, "schools.view_concept"),
    Kind.NEEDS: (*SCHOOL, "reports.request_needs_report"),
    Kind.REVIEW: (*SCHOOL, "reports.request_review_report"),
    Kind.ROOMS: (*SCHOOL, "equipment.change_stock"),
    Kind.PROOF: ("grant", Grant, "pk", "reports.request_proof"),
    Kind.MINUTES: ("meeting", Meeting, "pk", "reports.request_minutes"),
    Kind.PACK: ("meeting", Meeting, "pk", "roundtables.run_table"),
    Kind.GUIDELINES: SERIES,
    Kind.POSTER: SERIES,
    Kind.STORY: SERIES,
}


class Command(BaseCommand):
    help = "Make one report with the eyes of a user and write it to a file. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(PLACES))
        parser.add_argument("--school", help="school number")
        parser.add_argument("--authority", help="number of the school authority")
        parser.add_argument("--meeting", type=int, help="id of the meeting")
        parser.add_argument("--series", type=int, help="id of the round table")
        parser.add_argument("--grant", type=int, help="id of the grant, for its proof of use")
        parser.add_argument("--year", type=int, help="of the Jahresgespräch")
        parser.add_argument("--size", choices=SIZES, default=SIZES[0], help="of the poster")
        parser.add_argument("--of", help="whose story: as in the address of its page, such as s990012")
        parser.add_argument("--aspect", help="of the story, such as S4.2")
        parser.add_argument("--as", dest="email", required=True, help="e-mail of the reader")
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *, kind: str, email: str, output: Path, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"no active account {email}")
        subject = self.subject(kind, user, options)
        params = self.params(kind, subject, user, options)
        try:
            about = subject.authority if isinstance(subject, Grant) else subject
            job = services.request_report(about, actor=user, kind=kind, params=params, limit=None)
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
        option, model, field, permission = PLACES[kind]
        if not options[option]:
            raise CommandError(f"{kind} needs --{option}")
        found: Any = model
        row = found.visible_to(user).filter(**{field: options[option]}).first()
        asked = row.authority if isinstance(row, Grant) else row
        if row is None or not user.has_perm(permission, asked):
            raise CommandError(f"{user.email} sees no {option} {options[option]}")
        return row

    def params(self, kind: str, subject: Any, user: User, options: dict[str, Any]) -> dict[str, object]:
        """Which part of the subject is meant; equal to what the page asks for, so that both find the same report."""
        if kind == Kind.PROOF:
            return {"grant": subject.pk, "name": str(subject)}
        if kind == Kind.REVIEW:
            year = options["year"]
            if not FIRST_YEAR <= (year or 0) <= LAST_YEAR:
                raise CommandError(f"{kind} needs --year, from {FIRST_YEAR} to {LAST_YEAR}")
            return {"year": year}
        if kind == Kind.POSTER:
            return {"size": options["size"], "parts": PARTS[0], "counts": False}
        if kind == Kind.STORY:
            chosen = {"tisch": subject.pk, "wer": options["of"] or "", "aspekt": options["aspect"] or ""}
            story = story_page(chosen, user=user).story
            if story is None:
                raise CommandError(
                    f"{kind} needs --of and --aspect: a school or school authority and one of its own"
                )
            return {"wer": story.who.key, "aspekt": story.aspect.code}
        return {}
