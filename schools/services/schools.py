"""What people change about a school; everything else is the register's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import audit
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def rename_school(school: School, *, display_name: str, actor: User | None) -> School:
    """Set the display name; empty shows the register's short name again."""
    old = (
        School.unscoped.select_for_update(of=("self",))
        .values_list("display_name", flat=True)
        .get(pk=school.pk)
    )
    if old != display_name:
        School.unscoped.filter(pk=school.pk).update(display_name=display_name)
        school.display_name = display_name
        audit.record(actor, "schools.school_renamed", school, {"display_name": [old, display_name]})
    return school
