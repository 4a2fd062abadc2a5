"""The rules of a draft: adding, changing, removing, and what one would come to while it is being written."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django_htmx.http import retarget

from core.views import ScopedActionView, ScopedFormView
from standards import selectors, services
from standards.forms import RuleForm
from standards.models import StandardRule, StandardVersion
from standards.views.versions import OfDraft
from standards.wording import preview_sentences


class RuleFormView(OfDraft, ScopedFormView, abstract=True):
    """Adding and changing. "vorschau" asks what the rule would come to, and saves nothing.

    A page sends along which entries its preview was made of ("gezeigt"), so that bad input leaves it standing.
    """

    permission = "standards.change_version"
    template_name = "standards/rule_form.html"
    partial = "answer"
    form_class = RuleForm
    rule: StandardRule | None = None  # the one that is changed

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"authority": self.authority}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "vorschau" not in request.POST:
            answer: HttpResponse = super().post(request, *args, **kwargs)
            return answer
        form = self.get_form()
        if form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        refused = self.form_invalid(form)
        return retarget(refused, "#preview-problem") if request.htmx else refused

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form: RuleForm = context["form"]
        shown, trial = self.last_shown(form)
        told = context | {"problem": form.problem(), "shown": shown, "has_preview": trial is not None}
        if trial is None or (self.request.htmx and form.errors):
            return told
        preview = selectors.rule_preview(
            user=self.request.user,
            authority=self.authority,
            rule=trial,
            replaces=self.rule.pk if self.rule else None,
        )
        return told | {"preview": preview, "said": preview_sentences(preview)}

    def last_shown(self, form: RuleForm) -> tuple[str, StandardRule | None]:
        """The last entries that were right, and their rule: those sent, those shown before, or the rule as saved."""
        if form.is_bound and form.is_valid():
            return _entries(self.request.POST), self.trial(form)
        kept = self.request.POST.get("gezeigt", "")
        before = RuleForm(**self.get_form_kwargs() | {"data": QueryDict(kept, mutable=True)})
        before.data["seen"] = before.stored
        if kept and before.is_valid():
            return kept, self.trial(before)
        return "", self.rule

    def trial(self, form: RuleForm) -> StandardRule:
        return StandardRule(version=self.version, **form.values())

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


def _entries(sent: QueryDict) -> str:
    """The fields of the rule alone, as in an address."""
    kept = QueryDict(mutable=True)
    for name in RuleForm.Meta.fields:
        kept.setlist(name, sent.getlist(name))
    return kept.urlencode()


class RuleCreateView(RuleFormView):
    """A new rule."""


class OfRule(OfDraft, abstract=True):
    rule: Any

    def load(self) -> None:
        super().load()
        rules = StandardRule.visible_to(self.request.user).filter(version=self.version)
        self.rule = self.fetch(rules.select_related("type", "version"), pk=self.kwargs["pk"])


class RuleUpdateView(OfRule, RuleFormView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": copy(self.rule)}  # a form writes into it

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"rule_pk": self.rule.pk}


class RuleDeleteView(OfRule, ScopedActionView):
    permission = "standards.change_version"

    def perform(self) -> StandardVersion:
        version = services.remove_rule(self.rule, actor=self.request.user)
        messages.success(self.request, _("The rule is removed."))
        return version
