"""The target values of a Träger, school type by school type."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.views import ScopedActionView, ScopedFormView, ScopedPageView
from equipment import selectors
from equipment.forms import TargetsForm
from equipment.models import TargetValues
from equipment.services import catalogue as services
from equipment.views.bases import OfAuthorityList
from schools.keys import SCHOOL_TYPES


class OfTargets(OfAuthorityList, abstract=True):
    def get_success_url(self) -> str:
        return reverse("equipment:target_list", args=[self.authority.number])


class TargetsListView(OfTargets, ScopedPageView):
    permission = "equipment.view_targets"
    template_name = "equipment/target_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = selectors.targets_rows(user=self.request.user, authority=self.authority)
        return super().get_context_data(**kwargs) | {
            "needed": [row for row in rows if row.schools],
            "others": [row for row in rows if not row.schools],
            "can_change": self.request.user.has_perm("equipment.change_targets", self.authority),
            "can_import": self.request.user.has_perm("equipment.import_bulk", self.authority),
        }


class OfSchoolType(OfTargets, abstract=True):
    school_type: str

    def load(self) -> None:
        super().load()
        self.school_type = self.kwargs["school_type"]
        if self.school_type not in SCHOOL_TYPES:
            raise Http404


class TargetsUpdateView(OfSchoolType, ScopedFormView):
    """Starts from the portal's default where the Träger has no own targets yet."""

    permission = "equipment.change_targets"
    template_name = "equipment/target_update.html"
    form_class = TargetsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        rows = TargetValues.visible_to(self.request.user).filter(school_type=self.school_type)
        own = rows.filter(authority=self.authority).distinct().first()
        if own:
            return kwargs | {"instance": own}
        default = rows.filter(authority__isnull=True).distinct().first()
        targets = {name: getattr(default, name) for name in services.TARGETS} if default else {}
        draft = TargetValues(authority=self.authority, school_type=self.school_type, **targets)
        return kwargs | {"instance": draft}

    def perform(self, form: TargetsForm) -> TargetValues:
        saved = services.save_targets(
            self.authority,
            school_type=self.school_type,
            targets=form.values(),
            version=form.instance.version if form.instance.pk else None,
            actor=self.request.user,
        )
        messages.success(
            self.request, _("Saved: targets for %(type)s.") % {"type": SCHOOL_TYPES[self.school_type]}
        )
        return saved

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"label": SCHOOL_TYPES[self.school_type]}


class TargetsResetView(OfSchoolType, ScopedActionView):
    permission = "equipment.change_targets"

    def perform(self) -> None:
        services.reset_targets(self.authority, school_type=self.school_type, actor=self.request.user)
        messages.success(
            self.request,
            _("%(type)s follows the default of the portal again.") % {"type": SCHOOL_TYPES[self.school_type]},
        )
