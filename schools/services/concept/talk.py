"""Showing a draft to the media adviser, talking about it, and the adviser's sign-off."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError, SentElsewhere, require_seen
from schools import framework
from schools.access import access_for
from schools.models import ConceptSection, MediaConcept, School, SectionComment, ShownSection
from schools.services.concept.working_copy import lock

if TYPE_CHECKING:
    from accounts.models import User

Audience, Side = SectionComment.Audience, SectionComment.Side
MAX_COMMENT = 2000  # characters
AUDIENCES = {
    Side.SCHOOL: (Audience.INTERNAL, Audience.ADVISERS, Audience.EVERYONE),
    Side.ADVISER: (Audience.ADVISERS, Audience.EVERYONE),
    Side.AUTHORITY: (Audience.EVERYONE,),
}


def side_of(user: User, school: School) -> SectionComment.Side | None:
    """For whom this person speaks about this school; who works there speaks for the school."""
    access = access_for(user)
    if access.works_at(school):
        return Side.SCHOOL
    if access.advises(school):
        return Side.ADVISER
    return Side.AUTHORITY if access.runs(school) else None


@transaction.atomic
def show_section(
    concept: MediaConcept, *, number: int, version: int, with_authority: bool = False, actor: User
) -> ShownSection:
    """Copy the section as it is for the media adviser, with `with_authority` for the Träger too.

    Raises Conflict when the text is no longer version `version`, DomainError when there is none. A sign-off
    stays while the text is the same.
    """
    locked = lock(concept)
    section = ConceptSection.unscoped.filter(concept=locked, number=number).exclude(text="").first()
    if section is None:
        raise DomainError(_("This section is still empty. Write its text first."))
    changed = _("The text has changed in the meantime. Read it and show it again.")
    require_seen(section.version, version, changed=changed)
    return _show(section, with_authority=with_authority, actor=actor)


@transaction.atomic
def show_concept(concept: MediaConcept, *, actor: User) -> int:
    """Show every section with a text that has changed since it was shown. Returns how many.

    A section that the Träger reads stays one; what was not shown before is for the media adviser alone.
    """
    locked = lock(concept)
    shown = {row.number: row for row in ShownSection.unscoped.filter(school_id=locked.school_id)}
    count = 0
    for section in ConceptSection.unscoped.filter(concept=locked).exclude(text=""):
        before = shown.get(section.number)
        if before is None or before.version != section.version:
            _show(section, with_authority=bool(before and before.with_authority), actor=actor)
            count += 1
    return count


def _show(section: ConceptSection, *, with_authority: bool, actor: User) -> ShownSection:
    row, created = ShownSection.unscoped.get_or_create(
        school_id=section.school_id,
        number=section.number,
        defaults={"text": section.text, "version": section.version},
    )
    if not created and row.version != section.version:
        row.checked_by, row.checked_at = None, None
    row.text, row.version, row.with_authority = section.text, section.version, with_authority
    row.shown_by, row.shown_at = actor, timezone.now()
    row.save()
    numbers = {"section": [section.number, section.number], "with_authority": [None, with_authority]}
    record(actor, "schools.section_shown", section.concept, numbers)
    return row


@transaction.atomic
def hide_section(concept: MediaConcept, *, number: int, actor: User) -> None:
    """Take the copy away; comments and a sign-off in the working copy stay. Twice is no error."""
    locked = lock(concept)
    removed, _by_model = ShownSection.unscoped.filter(school_id=locked.school_id, number=number).delete()
    if removed:
        record(actor, "schools.section_hidden", locked, {"section": [number, None]})


@transaction.atomic
def check_section(concept: MediaConcept, *, number: int, version: int, actor: User) -> ShownSection:
    """The adviser signs off the text that was shown as `version`. Twice is one sign-off.

    Raises Conflict when the school has shown or written another text since; the sign-off is for what was read.
    """
    locked = lock(concept)
    shown = (
        ShownSection.unscoped.select_for_update().filter(school_id=locked.school_id, number=number).first()
    )
    if shown is None:
        raise DomainError(_("The school does not show this section at the moment."))
    section = ConceptSection.unscoped.get(concept=locked, number=number)
    if shown.version != version or section.version != version:
        raise Conflict(
            _("The school has gone on writing since. Ask it to show you the new text, then sign that off.")
        )
    if shown.checked_at:
        return shown
    shown.checked_by, shown.checked_at = actor, timezone.now()
    shown.save(update_fields=["checked_by", "checked_at"])
    if section.state == ConceptSection.State.DRAFT:  # adopted is more; outdated is the school's word
        section.state = ConceptSection.State.CHECKED
    section.checked_by, section.checked_at = shown.checked_by, shown.checked_at
    section.save(update_fields=["state", "checked_by", "checked_at"])
    record(
        actor, "schools.section_checked", locked, {"section": [number, number], "version": [None, version]}
    )
    return shown


def comment_section(
    school: School, *, number: int, text: str, audience: str, submission_id: UUID, actor: User
) -> SectionComment:
    """Say something about a section. The same `submission_id` twice is one comment.

    Raises DomainError for an empty or too long text, for an audience that the author's side does not have, and for
    the `submission_id` of a comment at another school or of another author.
    """
    framework.section(number)
    plain = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not plain or len(plain) > MAX_COMMENT:
        raise DomainError(_("A comment has between 1 and %(limit)d characters.") % {"limit": MAX_COMMENT})
    side = side_of(actor, school)
    if side is None or audience not in AUDIENCES[side]:
        raise DomainError(_("Choose who is to read the comment."))
    try:
        with transaction.atomic():
            comment = SectionComment.unscoped.create(
                school=school,
                number=number,
                text=plain,
                audience=audience,
                side=side,
                author=actor,
                submission_id=submission_id,
            )
            record(
                actor,
                "schools.section_commented",
                school,
                {"section": [None, number], "audience": [None, audience]},
            )
    except IntegrityError as error:
        found = SectionComment.unscoped.filter(submission_id=submission_id).first()
        if found is None:
            raise
        if (found.author_id, found.school_id) != (actor.pk, school.pk):
            raise SentElsewhere from error
        return found
    return comment


@transaction.atomic
def settle_comment(comment: SectionComment, *, done: bool, actor: User) -> SectionComment:
    """Say that a comment is done, or that it is open again. It is kept either way; twice is no error."""
    row = SectionComment.unscoped.select_for_update(of=("self",)).get(pk=comment.pk)
    if bool(row.done_at) != done:
        row.done_at, row.done_by = (timezone.now(), actor) if done else (None, None)
        row.save(update_fields=["done_at", "done_by"])
        record(actor, "schools.comment_settled", row, {"done": [not done, done]})
    return row
