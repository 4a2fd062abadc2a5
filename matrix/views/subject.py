"""Both sides of the matrix share their pages: `subject` is the school or the Träger that the address names."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from core.addresses import address
from core.views import PortalView
from matrix import selectors
from matrix.models import Side
from schools.access import own_authority, own_school
from schools.models import School, SchoolAuthority


class SubjectView(PortalView, abstract=True):
    """Loads the subject with the reader's eyes (404 outside); the permission is asked of it."""

    permission = "matrix.view_assessment"
    subject: School | SchoolAuthority

    def load(self) -> None:
        user = self.request.user
        if "school_number" in self.kwargs:
            number = self.kwargs["school_number"]
            own = own_school(user, number)
            self.subject = own or self.fetch(School.visible_to(user), school_number=number)
        else:
            number = self.kwargs["number"]
            mine = own_authority(user, number)
            self.subject = mine or self.fetch(SchoolAuthority.visible_to(user), number=number)

    def get_permission_object(self) -> Any:
        return self.subject

    @property
    def side(self) -> Side:
        return selectors.side_of(self.subject)

    def link(self, name: str, *args: Any) -> str:
        """The address of a page of this subject: "aspect" is school_aspect or authority_aspect."""
        key = self.subject.school_number if isinstance(self.subject, School) else self.subject.number
        return address(f"matrix:{self.side}_{name}", key, *args)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = {name: self.link(name) for name in ("assessment", "table", "check", "update", "release")}
        own = {"subject": self.subject, "side": self.side.value, "links": links}
        return own | super().get_context_data(**kwargs)


class ProfileView(SubjectView, abstract=True):
    """A page that needs the draft: `profile` is None while no matrix is loaded."""

    profile: selectors.Profile | None = None

    def read_profile(self) -> selectors.Profile:
        """The draft, read after the permission was asked; 404 while there is no matrix."""
        if self.profile is None:
            self.profile = selectors.profile(self.subject)
        if self.profile is None:
            raise Http404
        return self.profile
