"""The wave of a Träger and of one school."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.errors import DomainError
from core.exports import FORMATS
from core.http import PortalRequest
from core.parsing import parse_decimal
from core.views import ScopedPageView, TableView
from equipment.models import EquipmentType, FundingSource
from forecast import selectors
from forecast.exporters import wave_file
from forecast.tables import (
    GROUPINGS,
    MEASURES,
    WITH_FOLLOW_UP,
    follow_up_told,
    limit_told,
    wave_chart,
    wave_table,
)
from schools.models import School
from schools.views.bases import OfAuthority, OfSchool

HIGHEST_INDEX = 20  # percent a year, up and down
INDEX_PROBLEM = gettext_noop("Enter the price index as percent a year between -20 and 20, such as 2,5.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; unknown words ask for nothing."""

    chosen: selectors.Chosen = field(default_factory=selectors.Chosen)
    measure: str = "euro"
    by: str = "gruppe"
    again: bool = True
    index: Decimal = Decimal(0)
    index_text: str = ""
    problem: str = ""

    @property
    def query(self) -> str:
        """The same question for a link."""
        said = {
            "schule": self.chosen.school,
            "gruppe": self.chosen.group,
            "finanzierung": self.chosen.fund or "",
            "zeige": self.measure if self.measure != "euro" else "",
            "nach": self.by if self.by != "gruppe" else "",
            "folge": "" if self.again else "nein",
            "index": self.index_text,
        }
        return urlencode({name: value for name, value in said.items() if value})


def asked_of(request: PortalRequest) -> Asked:
    said = request.GET
    group, fund = said.get("gruppe", ""), said.get("finanzierung", "")
    text = said.get("index", "").strip()
    index = _index(text)
    measure, by = said.get("zeige", ""), said.get("nach", "")
    return Asked(
        selectors.Chosen(
            school=said.get("schule", "").strip()[:6],
            group=group if group in EquipmentType.Group.values else "",
            fund=int(fund) if fund.isascii() and fund.isdigit() and len(fund) < 10 else None,
        ),
        measure if measure in MEASURES else "euro",
        by if by in GROUPINGS else "gruppe",
        again=said.get("folge") != "nein",
        index=index or Decimal(0),
        index_text=text,
        problem="" if index is not None else _(INDEX_PROBLEM),
    )


def _index(text: str) -> Decimal | None:
    """Percent a year; None when the text is no such number."""
    try:
        index = parse_decimal(text) if text else Decimal(0)
    except DomainError:
        return None
    return index if index is not None and abs(index) <= HIGHEST_INDEX else None


class AuthorityWave(OfAuthority, abstract=True):
    """The stock of a Träger's schools, cut to what was asked."""

    permission = "forecast.view_wave"

    def picture(self, asked: Asked) -> tuple[selectors.Picture, list[School]]:
        user = self.request.user
        schools = selectors.schools_of(user=user, authority=self.authority)
        known = list(schools)
        assumed = selectors.assumptions(
            user=user, authority=self.authority, again=asked.again, price_index=asked.index
        )
        lines = selectors.lines_of(user=user, schools=known, chosen=asked.chosen)
        names = {one.pk: str(one) for one in known}
        return selectors.picture(lines, assumed, by=GROUPINGS[asked.by][0], names=names), known


class AuthorityWaveView(AuthorityWave, ScopedPageView):
    template_name = "forecast/authority_wave.html"
    partial = "answer"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = asked_of(self.request)
        found, schools = self.picture(asked)
        return super().get_context_data(**kwargs) | {
            "asked": asked,
            "found": found,
            "table": wave_table(found, asked.measure),
            "chart": wave_chart(found, asked.measure),
            "follow_up_told": follow_up_told(found) if asked.measure in WITH_FOLLOW_UP else "",
            "limit_told": limit_told(found),
            "bindings": [
                {
                    "year": one.year,
                    "fund": found.assumed.funds[one.fund],
                    "pieces": one.pieces,
                    "early": one.early,
                }
                for one in found.bindings
            ],
            "schools": schools,
            "groups": EquipmentType.Group.choices,
            "funds": FundingSource.objects.order_by("name"),
            "measures": MEASURES.items(),
            "groupings": [(word, label) for word, (_by, label) in GROUPINGS.items()],
            "grouping": GROUPINGS[asked.by][1],
            "formats": list(FORMATS),
        }


class AuthorityWaveExportView(AuthorityWave, TableView):
    def content(self, kind: str) -> bytes:
        asked = asked_of(self.request)
        return wave_file(self.picture(asked)[0], measure=asked.measure, kind=kind)

    def file_name(self) -> str:
        return f"Ersatz-{self.authority.number}"


class SchoolWaveView(OfSchool, ScopedPageView):
    """Pieces alone: prices are the Träger's own."""

    permission = "forecast.view_school_wave"
    template_name = "forecast/school_wave.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, authority = self.request.user, self.school.authority
        assumed = selectors.assumptions(user=user, authority=authority, again=False)
        lines = selectors.lines_of(user=user, schools=[self.school])
        found = selectors.picture(lines, assumed, by="type")
        return super().get_context_data(**kwargs) | {
            "found": found,
            "table": wave_table(found, "stueck"),
            "chart": wave_chart(found, "stueck"),
            "can_see_wave": user.has_perm("forecast.view_wave", authority),
        }
