"""`make_report` makes every kind that it offers, for whoever may ask for it on the page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from equipment.services.catalogue import load_defaults
from equipment.services.counting import start_stocktaking
from procurement.services import funding
from reports.management.commands.make_report import Command
from reports.models import ReportJob
from roundtables.models import RoundTableSeries
from tests.equipment.conftest import make_stock
from tests.needs.conftest import YEAR, sent
from tests.procurement.test_proof import proved
from tests.roundtables.conftest import Table, table  # noqa: F401 - a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
SCHOOL = ["--school", "990012"]


@pytest.fixture(autouse=True)
def _kept_apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def make(target: Path, *arguments: str, actor: str = "lead_a") -> bytes:
    """What the command writes for this person."""
    email = f"{actor.replace('_', '.')}@example.org"
    call_command("make_report", *arguments, "--as", email, "-o", str(target / "bericht"))
    return (target / "bericht").read_bytes()


def offered() -> set[str]:
    """The kinds that the help of the command names."""
    command: BaseCommand = Command()
    parser = command.create_parser("manage.py", "make_report")
    [kind] = [action for action in parser._actions if action.dest == "kind"]
    return set(kind.choices or ())


def test_it_offers_every_kind_but_what_one_person_has_to_do() -> None:
    assert offered() == set(ReportJob.Kind.values) - {"duties"}


def test_needs_review_and_rooms_of_a_school(world: World, tmp_path: Path) -> None:
    load_defaults()
    sent(world)
    make_stock(world.school_a, quantity=15, room="Raum 12", purchase_year=2024)
    start_stocktaking(world.school_a, actor=world.user("lead_a"))
    for arguments in (["needs"], ["review", "--year", str(YEAR)], ["rooms"]):
        assert make(tmp_path, *arguments, *SCHOOL)[:5] == b"%PDF-", arguments
    assert ReportJob.unscoped.get(kind="review").params == {"year": YEAR}
    for arguments in (["review"], ["review", "--year", "1999"]):
        with pytest.raises(CommandError, match="review needs --year, from 2020 to 2100"):
            make(tmp_path, *arguments, *SCHOOL)
    for kind in ("needs", "review", "rooms"):
        with pytest.raises(CommandError, match="sees no school 990012"):
            make(tmp_path, kind, *SCHOOL, actor="adviser")


def test_the_proof_of_one_grant(world: World, tmp_path: Path) -> None:
    load_defaults()
    funding.load_programmes()
    grant = proved(world)
    assert make(tmp_path, "proof", "--grant", str(grant.pk), actor="staff")[:2] == b"PK"
    assert ReportJob.unscoped.get().params == {"grant": grant.pk, "name": str(grant)}
    for actor in ("lead_a", "staff_c"):
        with pytest.raises(CommandError, match=f"sees no grant {grant.pk}"):
            make(tmp_path, "proof", "--grant", str(grant.pk), actor=actor)


def test_poster_and_story_of_a_table(table: Table, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    earlier = timezone.now() - timedelta(days=3)
    table.release(table.world.school_a, {"S1.1": 4, "S4.2": 1}, at=earlier)
    series = ["--series", str(RoundTableSeries.unscoped.get().pk)]
    assert make(tmp_path, "poster", *series, "--size", "a2")[:5] == b"%PDF-"
    assert ReportJob.unscoped.get().params == {"size": "a2", "parts": "topics", "counts": False}
    assert make(tmp_path, "story", *series, "--of", "s990012", "--aspect", "S4.2")[:5] == b"%PDF-"
    assert ReportJob.unscoped.get(kind="story").params == {"wer": "s990012", "aspekt": "S4.2"}
    with pytest.raises(CommandError, match="story needs --of and --aspect"):
        make(tmp_path, "story", *series, "--of", "s990012", "--aspect", "T1.1")
    for kind in ("poster", "story"):
        with pytest.raises(CommandError, match="sees no series"):
            make(tmp_path, kind, *series, actor="lead_c")
