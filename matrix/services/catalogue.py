"""Load a version of the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from matrix.importers import AspectRow, Reading
from matrix.models import Aspect, Catalogue, Field, JoinedTopic, Stage
from matrix.services.focus import carry_focuses
from matrix.services.hints import carry_rules
from matrix.services.successions import carry_over, check_plan, lock_everybody, texts_of
from matrix.succession import AspectText, Plan, propose

if TYPE_CHECKING:
    from accounts.models import User


CATALOGUE_LOCK = 7_421_903  # one change of the matrix at a time, also the very first


@transaction.atomic
def load_catalogue(
    reading: Reading, *, version: str, plan: Plan | None = None, actor: User | None = None
) -> tuple[Catalogue, bool]:
    """Make this matrix the current one; the earlier ones stay. Safe to run again: (catalogue, was it new).

    Content that was loaded before becomes current again under its old version and is not written twice. The
    answers of all schools and Träger and the rules of hints are carried over by `plan`, else by what
    `succession.propose` finds. Joint ratings that are open go on in the words they began with.
    """
    if reading.problems:
        raise DomainError("\n".join(map(str, reading.problems)))
    take_turn()
    current = Catalogue.objects.current().first()
    known = Catalogue.objects.filter(content_hash=reading.content_hash).first()
    if known and known.is_current:
        return known, False
    if not known and Catalogue.objects.filter(version=version).exists():
        raise DomainError(
            _("A matrix called “%(version)s” already exists with other texts. Choose another name.")
            % {"version": version}
        )
    if plan and current:
        check_plan(plan, texts_of(current), texts_in(reading))
    if current:
        lock_everybody()
        current.is_current = False
        current.save(update_fields=["is_current"])
    if known:
        known.is_current, known.loaded_at = True, timezone.now()
        known.save(update_fields=["is_current", "loaded_at"])
    catalogue = known or _write_catalogue(reading, version)
    changes: dict[str, list] = {"current": [str(current or ""), str(catalogue)]}
    if current:
        plan = plan or propose(texts_of(current), texts_of(catalogue))
        counts = carry_over(plan, current, catalogue, actor=actor).as_dict()
        changes |= {name: [None, count] for name, count in counts.items()}
        carry_focuses(plan, at=timezone.now())
        rules = carry_rules(plan, current, catalogue)
        changes |= {"rules": [len(rules.carried) + len(rules.lost), len(rules.carried)]}
    audit.record(actor, "matrix.catalogue_loaded", catalogue, changes)
    return catalogue, known is None


def take_turn() -> None:
    """Wait until nobody else changes the version in force, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE_LOCK])


def texts_in(reading: Reading) -> dict[str, AspectText]:
    return {row.code: AspectText(row.side, row.name, row.question, row.stages) for row in reading.rows}


def _write_catalogue(reading: Reading, version: str) -> Catalogue:
    catalogue = Catalogue.objects.create(
        version=version,
        content_hash=reading.content_hash,
        is_current=True,
        stage_names=list(reading.stage_names),
    )
    fields: dict[str, Field] = {}
    topics: dict[str, JoinedTopic] = {}
    for row in reading.rows:
        if row.field_code not in fields:
            fields[row.field_code] = Field.objects.create(
                catalogue=catalogue,
                side=row.side,
                code=row.field_code,
                name=row.field_name,
                order=len(fields) + 1,
            )
        _topic_of(row, catalogue, topics)
    ordered = sorted(topics.values(), key=lambda topic: _natural(topic.code))
    for place, topic in enumerate(ordered, start=1):
        topic.order = place
    JoinedTopic.objects.bulk_update(ordered, ["order"])
    aspects = Aspect.objects.bulk_create(
        Aspect(
            field=fields[row.field_code],
            topic=topics.get(row.topic_code),
            code=row.code,
            name=row.name,
            question=row.question,
            order=place,
        )
        for place, row in enumerate(reading.rows, start=1)
    )
    Stage.objects.bulk_create(
        Stage(aspect=aspect, number=number, text=text)
        for aspect, row in zip(aspects, reading.rows, strict=True)
        for number, text in enumerate(row.stages, start=1)
    )
    return catalogue


def _topic_of(row: AspectRow, catalogue: Catalogue, topics: dict[str, JoinedTopic]) -> None:
    if row.topic_code and row.topic_code not in topics:
        topics[row.topic_code] = JoinedTopic.objects.create(
            catalogue=catalogue, code=row.topic_code, name=row.topic_name, order=len(topics) + 1
        )


def _natural(code: str) -> tuple[str, int, str]:
    """G2 before G10."""
    letters = code.rstrip("0123456789")
    return letters, int(code[len(letters) :] or 0), code
