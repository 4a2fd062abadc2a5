"""What is missing: all schools of a Träger, one school with the way every figure was reckoned, and the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.exports import FORMATS
from core.views import ScopedPageView, TableView
from equipment.models import EquipmentType
from schools.views.bases import OfSchool
from standards import selectors
from standards.exporters import gap_table
from standards.outside import is_told
from standards.selectors.figures import GapTable, summed
from standards.views.versions import OfVersions

FEW = 5  # schools whose missing numbers are named without a click


class OfGap(OfVersions, abstract=True):
    """The gap of all schools against the version in force; `?klasse=` and `?typ=` narrow it."""

    permission = "standards.view_version"

    def table(self) -> GapTable:
        user = self.request.user
        self.standing = selectors.standing(user=user, authority=self.authority)
        table = selectors.gap_of(user=user, authority=self.authority, version=self.standing.in_force)
        table = table.with_coming(user=user)
        self.types = [type_ for type_, _sum in table.by_type()]
        group, code = self.request.GET.get("klasse", ""), self.request.GET.get("typ", "")
        self.group = group if group in EquipmentType.Group.values else ""
        self.code = code if code in {type_.code for type_ in self.types} else ""
        lines = tuple(
            line
            for line in table.lines
            if (not self.group or line.type.group == self.group)
            and (not self.code or line.type.code == self.code)
        )
        return replace(table, lines=lines)


class GapListView(OfGap, ScopedPageView):
    template_name = "standards/gap_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = self.table()
        query = "&".join(
            f"{name}={value}" for name, value in (("klasse", self.group), ("typ", self.code)) if value
        )
        lacking = table.lacking()
        return super().get_context_data(**kwargs) | {
            "table": table,
            "lacking": lacking,
            "lacking_few": len(lacking) <= FEW,
            "targets": None
            if table.version
            else selectors.target_table(user=self.request.user, authority=self.authority),
            "standing": self.standing,
            "schools": table.by_school(),
            "types": table.by_type(),
            "all_types": self.types,
            "groups": EquipmentType.Group.choices,
            "group": self.group,
            "code": self.code,
            "figure": f"#figure-{self.code}" if self.code else "",
            "query": query,
            "formats": list(FORMATS),
        }


class GapExportView(OfGap, TableView):
    def content(self, kind: str) -> bytes:
        return gap_table(self.table(), kind=kind)

    def file_name(self) -> str:
        return f"Fehlbedarf-{self.authority.number}"


class GapSchoolView(OfSchool, ScopedPageView):
    """One school: every figure opens its formula, its rows and the age of its data."""

    permission = "standards.view_gap"
    template_name = "standards/gap_school.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = selectors.gap_of_school(user=self.request.user, school=self.school)
        targets = selectors.target_lines(
            user=self.request.user, schools=[] if table.version else [self.school]
        )
        return super().get_context_data(**kwargs) | {
            "table": table,
            "standing": selectors.standing(user=self.request.user, authority=self.school.authority),
            "targets": targets.get(self.school.pk, []),
            "tells_coming": is_told([self.school], user=self.request.user),
            "total": summed(table.lines),
            "stock": selectors.stock_behind(user=self.request.user, table=table),
            "can_open_stock": self.can("equipment.change_stock"),
            "can_see_figures": self.can("schools.view_figures"),
            "can_see_list": self.request.user.has_perm("standards.view_version", self.school.authority),
        }
