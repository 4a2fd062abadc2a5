"""Which pages of the school's PDF belong to a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schools import framework


@dataclass(frozen=True, slots=True)
class TaggedPages:
    number: int
    heading: str
    first: int
    last: int

    @property
    def label(self) -> str:
        if self.first == self.last:
            return _("page %(first)d") % {"first": self.first}
        return _("pages %(first)d to %(last)d") % {"first": self.first, "last": self.last}


def tagged_pages(
    tags: Mapping[str, Sequence[int]], headings: Mapping[int, str] | None = None
) -> list[TaggedPages]:
    """What `MediaConcept.page_tags` or an adopted version keeps, in the order of the sections.

    `headings` are those of the version; without them the sections are called as they are today.
    """
    names = headings or {plan.number: plan.heading for plan in framework.sections()}
    return [TaggedPages(int(key), names[int(key)], *tags[key]) for key in sorted(tags, key=int)]


def pages_of(tags: Mapping[str, Sequence[int]], number: int) -> TaggedPages | None:
    return next((pages for pages in tagged_pages(tags) if pages.number == number), None)
