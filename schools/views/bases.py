"""What the addresses of several apps name: a school, or a Träger."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse

from core.views import PortalView
from schools.access import own_school
from schools.models import School, SchoolAuthority


class OfSchool(PortalView, abstract=True):
    """Below the address of one school: foreign schools are 404, the permission is asked about the school."""

    school: School
    number_in_address: ClassVar[str] = "school_number"

    def load(self) -> None:
        """Nothing else: whatever stands below the school, a subclass loads after it."""
        user, number = self.request.user, self.kwargs[self.number_in_address]
        schools = School.visible_to(user).select_related("municipality", "authority")
        self.school = own_school(user, number) or self.fetch(schools, school_number=number)

    def get_permission_object(self) -> Any:
        return self.school

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"school": self.school}

    def address(self, name: str, *args: Any) -> str:
        """A page of this school, mostly of its concept."""
        return reverse(f"schools:{name}", args=[self.school.school_number, *args])

    def can(self, permission: str) -> bool:
        return self.request.user.has_perm(permission, self.school)


class OfAuthority(PortalView, abstract=True):
    """Below the address of one Träger: foreign ones are 404, the permission is asked about the Träger."""

    authority: SchoolAuthority

    def load(self) -> None:
        found = SchoolAuthority.visible_to(self.request.user)
        self.authority = self.fetch(found, number=self.kwargs["number"])

    def get_permission_object(self) -> Any:
        return self.authority

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"authority": self.authority}
