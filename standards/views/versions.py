"""The versions of a Träger: history, draft with its exceptions, adoption."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.days import day_in_figures
from core.views import FormPageView, ScopedActionView, ScopedFormView, ScopedPageView
from schools.views.bases import OfAuthority
from standards import selectors, services
from standards.forms import AdoptForm, DecisionForm, ExceptionForm
from standards.models import StandardException, StandardVersion


class OfVersions(OfAuthority, abstract=True):
    """Below the address of one Träger."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.request.user.has_perm("standards.change_version", self.authority)
        told = {"may_change": may_change, "back_url": self.get_success_url()}
        return super().get_context_data(**kwargs) | told

    def versions(self) -> Any:
        return StandardVersion.visible_to(self.request.user).filter(authority=self.authority)

    def get_success_url(self) -> str:
        return reverse("standards:version_list", args=[self.authority.number])


class OfDraft(OfVersions, abstract=True):
    """The open draft of this Träger; 404 where there is none."""

    version: StandardVersion

    def load(self) -> None:
        super().load()
        draft = self.versions().filter(adopted_at__isnull=True).select_related("authority").first()
        if draft is None:
            raise Http404
        self.version = draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"version": self.version}

    def get_success_url(self) -> str:
        return reverse("standards:version_detail", args=[self.authority.number, self.version.number])


class VersionListView(OfVersions, ScopedPageView):
    permission = "standards.view_version"
    template_name = "standards/version_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self.versions().prefetch_related("rules__type"))
        return super().get_context_data(**kwargs) | {
            "draft": next((one for one in found if one.is_draft), None),
            "standing": selectors.standing_of(found),
        }


class VersionDetailView(OfVersions, ScopedPageView):
    """Rules in sentences, exceptions, and what they come to at every school of the Träger as it stands today."""

    permission = "standards.view_version"
    template_name = "standards/version_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.fetch(self.versions(), number=self.kwargs["edition"])
        table = selectors.gap_of(user=self.request.user, authority=self.authority, version=version)
        return super().get_context_data(**kwargs) | {
            "version": version,
            "standing": selectors.standing(user=self.request.user, authority=self.authority),
            "rules": list(version.rules.select_related("type")),
            "exceptions": list(version.exceptions.select_related("school__municipality", "type")),
            "table": table,
            "figure": "",
            "corrections": selectors.corrections_of(version),
        }


class DecisionUpdateView(OfVersions, FormPageView):
    """A slip of the pen in a recorded decision; 404 for a draft, which has none."""

    permission = "standards.change_version"
    template_name = "standards/decision_form.html"
    form_class = DecisionForm
    title = gettext_lazy("Correct the decision")
    lead = gettext_lazy("What was mistyped. The rules stay; the page of the version tells of the correction.")
    saved = gettext_lazy("Corrected.")

    def load(self) -> None:
        super().load()
        adopted = self.versions().filter(adopted_at__isnull=False)
        self.version = self.fetch(adopted.select_related("authority"), number=self.kwargs["edition"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"version": self.version}

    def perform(self, form: DecisionForm) -> StandardVersion:
        self.is_changed = bool(
            services.correct_decision(self.version, **form.values(), actor=self.request.user)
        )
        return self.version

    def get_success_url(self) -> str:
        return reverse("standards:version_detail", args=[self.authority.number, self.version.number])


class DraftBeginView(OfVersions, ScopedActionView):
    permission = "standards.change_version"

    def perform(self) -> StandardVersion:
        self.draft = services.begin_draft(self.authority, actor=self.request.user)
        return self.draft

    def get_success_url(self) -> str:
        return reverse("standards:version_detail", args=[self.authority.number, self.draft.number])


class DraftDiscardView(OfDraft, ScopedActionView):
    permission = "standards.change_version"

    def perform(self) -> Any:
        services.discard_draft(self.version, actor=self.request.user)
        messages.success(self.request, _("The draft was thrown away."))

    def get_success_url(self) -> str:
        return reverse("standards:version_list", args=[self.authority.number])


class ExceptionCreateView(OfDraft, ScopedFormView):
    permission = "standards.change_version"
    template_name = "standards/exception_form.html"
    form_class = ExceptionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"version": self.version}

    def perform(self, form: ExceptionForm) -> StandardException:
        made = services.save_exception(self.version, values=form.cleaned_data, actor=self.request.user)
        messages.success(self.request, _("The exception is recorded."))
        return made


class ExceptionDeleteView(OfDraft, ScopedActionView):
    permission = "standards.change_version"

    def load(self) -> None:
        super().load()
        rows = StandardException.visible_to(self.request.user).filter(version=self.version)
        self.exception = self.fetch(rows.select_related("version", "school", "type"), pk=self.kwargs["pk"])

    def perform(self) -> StandardVersion:
        version = services.remove_exception(self.exception, actor=self.request.user)
        messages.success(self.request, _("The exception is removed."))
        return version


class AdoptView(OfDraft, ScopedFormView):
    permission = "standards.change_version"
    template_name = "standards/adopt.html"
    form_class = AdoptForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, in_force = (
            self.request.user,
            selectors.standing(user=self.request.user, authority=self.authority).in_force,
        )
        before = selectors.gap_of(user=user, authority=self.authority, version=in_force)
        after = selectors.gap_of(user=user, authority=self.authority, version=self.version)
        return super().get_context_data(**kwargs) | {
            "in_force": in_force,
            "before": before,
            "after": after,
            "changes": selectors.compared(before, after),
        }

    def perform(self, form: AdoptForm) -> StandardVersion:
        adopted = services.adopt(self.version, **form.values(), actor=self.request.user)
        if adopted.valid_from and adopted.valid_from > timezone.localdate():
            day = day_in_figures(adopted.valid_from)
            messages.success(
                self.request,
                _("The decision is recorded. The standard counts from %(day)s.") % {"day": day},
            )
        else:
            messages.success(self.request, _("The standard is in force."))
        return adopted
