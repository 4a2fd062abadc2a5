"""The versions of a Träger: history, draft with its rules and their preview, adoption."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.views import PortalView, ScopedActionView, ScopedFormView, ScopedPageView
from schools.models import SchoolAuthority
from standards import selectors, services
from standards.forms import AdoptForm, ExceptionForm, RuleForm
from standards.models import StandardException, StandardRule, StandardVersion


class OfAuthority(PortalView, abstract=True):
    """Below the address of one Träger."""

    authority: SchoolAuthority

    def load(self) -> None:
        found = SchoolAuthority.visible_to(self.request.user)
        self.authority = self.fetch(found, number=self.kwargs["number"])

    def get_permission_object(self) -> SchoolAuthority:
        return self.authority

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        may_change = self.request.user.has_perm("standards.change_version", self.authority)
        told = {"authority": self.authority, "may_change": may_change, "back_url": self.get_success_url()}
        return context | told

    def versions(self) -> Any:
        return StandardVersion.visible_to(self.request.user).filter(authority=self.authority)

    def get_success_url(self) -> str:
        return reverse("standards:version_list", args=[self.authority.number])


class OfDraft(OfAuthority, abstract=True):
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


class VersionListView(OfAuthority, ScopedPageView):
    permission = "standards.view_version"
    template_name = "standards/version_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self.versions().prefetch_related("rules__type"))
        return super().get_context_data(**kwargs) | {
            "draft": next((one for one in found if one.is_draft), None),
            "in_force": next((one for one in found if one.is_in_force), None),
            "replaced": [one for one in found if one.replaced_at],
        }


class VersionDetailView(OfAuthority, ScopedPageView):
    """Rules in sentences, exceptions, and what they come to at every school of the Träger as it stands today."""

    permission = "standards.view_version"
    template_name = "standards/version_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.fetch(self.versions(), number=self.kwargs["edition"])
        table = selectors.gap_of(user=self.request.user, authority=self.authority, version=version)
        return super().get_context_data(**kwargs) | {
            "version": version,
            "rules": list(version.rules.select_related("type")),
            "exceptions": list(version.exceptions.select_related("school__municipality", "type")),
            "table": table,
        }


class DraftBeginView(OfAuthority, ScopedActionView):
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


class SavesRule(OfDraft, abstract=True):
    """Adding and changing: the second button shows what the rule would come to, and saves nothing."""

    permission = "standards.change_version"
    template_name = "standards/rule_form.html"
    rule: Any = None  # the one that is changed

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()  # type: ignore[attr-defined]
        if "vorschau" in request.POST and form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, preview=self.preview(form)))
        answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def preview(self, form: RuleForm) -> Any:
        """The rule alone, at every school of the Träger."""
        trial = StandardRule(version=self.version, **form.values())
        return trial, selectors.rule_preview(user=self.request.user, authority=self.authority, rule=trial)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"authority": self.authority}

    def perform(self, form: RuleForm) -> StandardRule:
        saved = services.save_rule(
            self.version,
            values=form.values(),
            rule=self.rule,
            submission_id=form.cleaned_data["submission_id"],
            actor=self.request.user,
        )
        messages.success(self.request, _("Saved: %(rule)s.") % {"rule": saved})
        return saved


class RuleCreateView(SavesRule, ScopedFormView):
    form_class = RuleForm


class OfRule(OfDraft, abstract=True):
    rule: Any

    def load(self) -> None:
        super().load()
        rules = StandardRule.visible_to(self.request.user).filter(version=self.version)
        self.rule = self.fetch(rules.select_related("type", "version"), pk=self.kwargs["pk"])


class RuleUpdateView(OfRule, SavesRule, ScopedFormView):
    form_class = RuleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.rule}

    def perform(self, form: RuleForm) -> StandardRule:
        rules = StandardRule.visible_to(self.request.user).select_related("type", "version")
        self.rule = rules.get(pk=self.rule.pk)  # the form has written into its own copy
        return super().perform(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"rule_pk": self.rule.pk}


class RuleDeleteView(OfRule, ScopedActionView):
    permission = "standards.change_version"

    def perform(self) -> StandardVersion:
        version = services.remove_rule(self.rule, actor=self.request.user)
        messages.success(self.request, _("The rule is removed."))
        return version


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

    def perform(self, form: AdoptForm) -> StandardVersion:
        drafts = self.versions().filter(pk=self.version.pk)
        adopted = services.adopt(drafts.get(), **form.values(), actor=self.request.user)
        messages.success(self.request, _("The standard is in force."))
        return adopted
