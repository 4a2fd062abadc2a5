"""What the pages of a Träger's equipment share."""

from __future__ import annotations

from typing import Any

from schools.views.bases import OfAuthority


class OfAuthorityList(OfAuthority, abstract=True):
    """Below one Träger; whatever was done, back to one of its lists."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"list_url": self.get_success_url()}

    def get_success_url(self) -> str:
        """The address of that list."""
        raise NotImplementedError
