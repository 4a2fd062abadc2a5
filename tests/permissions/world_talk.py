"""Sections of a draft that a school shows, and what its people said about them."""

from __future__ import annotations

from uuid import uuid4

from accounts.models import User
from schools.models import School
from schools.services import concept as concepts
from schools.services.concept import talk
from tests.permissions.marks import mark


def set_up_talk(school: School, letter: str, lead: User) -> int:
    """Section 3 is shown to the adviser, 4 to the Träger too; each has a comment for every audience.

    Returns the key of one that everybody reads.
    """
    concept, keys = concepts.ensure_concept(school), []
    for number, kind in ((3, "shown"), (4, "shared")):
        text = mark(letter, kind, "section")
        concepts.save_section(concept, number=number, text=text, version=0, actor=lead)
        talk.show_section(concept, number=number, version=1, with_authority=kind == "shared", actor=lead)
        for said, audience in (("draft", "internal"), ("shown", "advisers"), ("shared", "everyone")):
            comment = talk.comment_section(
                school,
                number=number,
                text=mark(letter, said, f"comment{number}"),
                audience=audience,
                submission_id=uuid4(),
                actor=lead,
            )
            keys.append(comment.pk)
    written_on = mark(letter, "draft", "writtenon")
    concepts.save_section(concept, number=3, text=written_on, version=1, actor=lead)
    return keys[-1]
