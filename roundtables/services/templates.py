"""Agendas out of templates, and templates out of agendas."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from roundtables.importers import TemplateItem, agenda_templates
from roundtables.models import AgendaItem, AgendaTemplate, Meeting, RoundTableSeries
from roundtables.selectors.templates import STANDARD
from roundtables.services.guards import locked_series, open_meeting

if TYPE_CHECKING:
    from accounts.models import User

BY_NAME = 5  # version of a UUID
MINE = ("title", "minutes", "kind", "lead", "is_closing")


def template_items(series: RoundTableSeries, name: str) -> tuple[TemplateItem, ...] | None:
    """The table's own agenda of this variant, else that of the portal; None for an unknown name."""
    variant = name.removeprefix(STANDARD)
    own = series.templates.filter(variant=variant).first() if name == variant else None
    if own:
        return tuple(TemplateItem(**values) for values in own.items)
    return agenda_templates().get(variant)


def routine_titles(series: RoundTableSeries) -> set[str]:
    """Titles of items that come out of a template and mean nothing by themselves."""
    own = (TemplateItem(**values) for row in series.templates.all() for values in row.items)
    standard = (item for items in agenda_templates().values() for item in items)
    return {item.title for item in (*own, *standard)}


def copy_agenda(meeting: Meeting, template: str) -> None:
    """Give a new meeting its agenda. Raises DomainError for an unknown template."""
    AgendaItem.unscoped.bulk_create(_rows(meeting, _known(meeting, template)))


def _known(meeting: Meeting, template: str) -> tuple[TemplateItem, ...]:
    items = template_items(meeting.series, template)
    if items is None:
        raise DomainError(_("This agenda template does not exist."))
    return items


def _rows(meeting: Meeting, items: tuple[TemplateItem, ...]) -> list[AgendaItem]:
    return [
        AgendaItem(meeting=meeting, order=item.order, **{name: getattr(item, name) for name in MINE})
        for item in items
    ]


@transaction.atomic
def fill_agenda(meeting: Meeting, *, template: str, replace: bool, actor: User) -> int:
    """Add the items of a template that are missing; returns how many.

    With `replace` the items on which nobody has worked (no notes, results, documents, reason of a school or of the
    parking lot) make room for them.
    """
    stored = open_meeting(meeting)
    if stored.state != Meeting.State.PLANNED:
        raise DomainError(_("The meeting has begun. Change its items one by one."))
    wanted = _known(stored, template)
    kept = list(stored.agenda.all())
    if replace:
        bare = _bare(stored)
        AgendaItem.unscoped.filter(pk__in=bare).delete()
        kept = [item for item in kept if item.pk not in bare]
    titles = {item.title for item in kept}
    new = _rows(stored, tuple(item for item in wanted if item.title not in titles))
    both = [*new, *kept] if replace else [*kept, *new]
    ordered = sorted(both, key=lambda item: item.is_closing)
    for order, item in enumerate(ordered, start=1):
        item.order = order
    AgendaItem.unscoped.bulk_update(kept, ["order"])
    AgendaItem.unscoped.bulk_create(new)
    audit.record(actor, "roundtables.agenda_filled", stored, {"template": ["", template]})
    return len(new)


def _bare(meeting: Meeting) -> set[int]:
    """Items that say no more than their template did."""
    results = ("guidelines", "goalperspectives", "focustopics", "milestones", "agreements", "experiencenotes")
    worked = {row.pk for row in meeting.agenda.all() if row.notes or row.submission_id or row.origin}
    for name in ("documents", "proposal", "parked_as"):
        worked |= set(meeting.agenda.exclude(**{name: None}).values_list("pk", flat=True))
    for name in results:
        worked |= set(getattr(meeting, name).values_list("agenda_item_id", flat=True))
    return {row.pk for row in meeting.agenda.all()} - worked


def _is_difference(row: AgendaItem) -> bool:
    """Put there out of different views: its mark is made of what it is about, that of a form is drawn by lot."""
    return row.submission_id is not None and row.submission_id.version == BY_NAME


@transaction.atomic
def save_template(meeting: Meeting, *, variant: str, actor: User) -> AgendaTemplate:
    """Keep this agenda as the table's own template, in place of the one before.

    What a school, a difference or the parking lot brought to this one meeting stays out.
    """
    series = locked_series(meeting.series)
    if variant not in AgendaTemplate.Variant.values:
        raise DomainError(_("This agenda template does not exist."))
    own = meeting.agenda.filter(proposal=None, parked_as=None, origin="")
    rows = [row for row in own if not _is_difference(row)]
    items = [
        asdict(TemplateItem(order=order, **{name: getattr(row, name) for name in MINE}))
        for order, row in enumerate(rows, start=1)
    ]
    if not items:
        raise DomainError(_("The agenda is empty."))
    template, _new = AgendaTemplate.unscoped.update_or_create(
        series=series, variant=variant, defaults={"items": items, "saved_at": timezone.now()}
    )
    audit.record(actor, "roundtables.template_saved", template, {"items": [0, len(items)]})
    return template
