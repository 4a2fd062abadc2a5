"""The school's working copy, and the lock that every act takes first.

So nobody writes into a concept that is being adopted.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import DomainError
from schools.models import MediaConcept, School


def ensure_concept(school: School) -> MediaConcept:
    """The school's working copy, created empty at the first need. Safe to run again."""
    concept, _created = MediaConcept.unscoped.get_or_create(school=school)
    return concept


def lock(concept: MediaConcept) -> MediaConcept:
    return (
        MediaConcept.unscoped.select_for_update(of=("self",))
        .select_related("school__authority")
        .get(pk=concept.pk)
    )


def lock_open(concept: MediaConcept) -> MediaConcept:
    """Raises DomainError for an adopted concept: its texts stand until a revision is begun."""
    locked = lock(concept)
    if not locked.is_open:
        raise DomainError(
            _("The concept is adopted and can no longer be changed. Begin a revision first, then save again.")
        )
    return locked
