"""Rating: task list, one aspect a page, the full table, check and release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from core.errors import Conflict, DomainError
from core.http import download
from core.parsing import hidden_number
from core.views import PortalView, ScopedActionView
from matrix import selectors, services
from matrix.forms import AspectForm, PlainRow, RowForm
from matrix.models import MOST_FOCUSES, Rating
from matrix.views.subject import ProfileView, SubjectView
from schools.models import School


@dataclass(frozen=True, slots=True)
class Gap:
    """From where a school stands to the next stage it wants."""

    stage: int
    stage_name: str
    is_focus: bool
    free: int  # places for a focus


class AssessmentView(SubjectView, TemplateView):
    """Task list: all aspects by field, each with its state."""

    template_name = "matrix/assessment_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profile = selectors.profile(self.subject)
        progress = selectors.progress(self.subject, profile)
        fields = [
            {"profile": field, "lines": [(a, self.link("aspect", a.aspect.code)) for a in field.answers]}
            for field in (profile.fields if profile else ())
        ]
        next_url = self.link("aspect", progress.next_code) if progress.next_code else ""
        queue = selectors.update_queue(profile) if profile else None
        newest = progress.newest_release
        found = {"profile": profile, "progress": progress, "fields": fields, "next_url": next_url}
        return super().get_context_data(
            update_url=self.link("update") if queue and queue.waiting else "",
            focuses=self.focuses(profile),
            compare_pk=newest.pk if newest and newest.number > 1 else None,
            **found,
            **kwargs,
        )

    def focuses(self, profile: selectors.Profile | None) -> list[selectors.FocusLine]:
        if profile is None or not isinstance(self.subject, School):
            return []
        return selectors.focuses(self.subject, profile, user=self.request.user)


class AspectView(ProfileView, TemplateView):
    """One aspect a page: question, stages with their descriptors, reason, target, evidence; saved at each step."""

    template_name = "matrix/rating_form.html"
    permission = "matrix.rate"

    @cached_property
    def current(self) -> selectors.Answer:
        found = self.read_profile().answer(self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.read_profile().answer(self.kwargs["code"]) is None and request.POST.get("asked"):
            return self.gone_page()
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            with transaction.atomic():
                self.save(form)
        except Conflict as conflict:
            return self.conflict_page(form, conflict)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.page(form, status=422)
        messages.success(request, _("%(code)s is saved.") % {"code": self.current.aspect.code})
        return HttpResponseRedirect(self.next_url())

    def form(self, *data: Any) -> AspectForm:
        said = {"aspect": self.current.aspect, "current": self.current, "preselect": self.preselected}
        return AspectForm(*data, user=self.request.user, **said)

    @property
    def preselected(self) -> int | None:
        """The stage that somebody took over from the hint: chosen on the page, saved only by its button."""
        asked = hidden_number(self.request.GET.get("stufe", ""))
        return asked if asked in {stage.number for stage in self.current.aspect.stages} else None

    def may_suggest(self) -> bool:
        """A school lead proposes the aspect for the agenda of the next Runder Tisch; a Träger runs the table."""
        school = self.subject
        return isinstance(school, School) and self.request.user.has_perm("roundtables.propose_item", school)

    def gap(self) -> Gap | None:
        """What can be made of the way to the target or the next stage; None where there is none, or for a Träger."""
        profile = self.read_profile()
        wanted = self.current.standing.next_stage(profile.matrix.highest)
        if wanted is None or not isinstance(self.subject, School):
            return None
        chosen = selectors.focuses(self.subject, profile, user=self.request.user)
        codes = {line.code for line in chosen}
        code = self.current.aspect.code
        name = profile.matrix.stage_name(wanted)
        return Gap(wanted, name, code in codes, MOST_FOCUSES - len(codes))

    def preselect_link(self, stage: int | None) -> str:
        query = self.request.GET.copy()
        query["stufe"] = str(stage or "")
        return f"?{query.urlencode()}"

    def hint(self) -> selectors.Hint | None:
        code = self.current.aspect.code
        found = selectors.hints(self.subject, self.read_profile(), user=self.request.user, code=code)
        return found.get(code)

    def save(self, form: AspectForm) -> None:
        aspect = selectors.aspect_of(self.current.aspect.pk)
        services.rate(
            self.subject,
            aspect,
            form.to_answer(),
            seen=form.cleaned_data["seen"],
            actor=self.request.user,
        )

    def next_url(self) -> str:
        if "overview" in self.request.POST:
            return self.link("assessment")
        if self.is_update:
            return self.link("update")
        code = self.read_profile().next_open(after=self.kwargs["code"])
        return self.link("aspect", code) if code else self.link("check")

    @property
    def is_update(self) -> bool:
        """Whether somebody came from the ten-minute update and goes on there."""
        return self.request.GET.get("weiter") == "aktualisieren"

    def gone_page(self) -> HttpResponse:
        """The new version of the matrix no longer asks this: what was typed is told, the earlier answers stay."""
        text = _("%(code)s no longer exists in the new version of the matrix. Your answer was not saved.")
        messages.warning(self.request, text % {"code": self.kwargs["code"]})
        if reason := self.request.POST.get("reason", "").strip()[:2000]:
            messages.info(self.request, _("You wrote: %(reason)s") % {"reason": reason})
        return HttpResponseRedirect(self.link("assessment"))

    def conflict_page(self, form: AspectForm, conflict: Conflict) -> HttpResponse:
        """Both texts on one page; the next save is built on theirs, so nothing is overwritten unseen."""
        self.profile = None
        del self.current
        form.build_on(self.current.rating_pk or 0)
        return self.page(form, status=409, theirs=self.current, conflict=str(conflict))

    def page(self, form: AspectForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **extra), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profile = self.read_profile()
        hint = self.hint()
        codes = [answer.aspect.code for answer in profile.answers]
        place = codes.index(self.current.aspect.code)
        field = next(f for f in profile.fields if f.field.code == self.current.aspect.field_code)
        return super().get_context_data(
            answer=self.current,
            aspect=self.current.aspect,
            field=field,
            profile=profile,
            position=place + 1,
            previous_url=self.link("aspect", codes[place - 1]) if place else "",
            following_url=self.link("aspect", codes[place + 1]) if place + 1 < len(codes) else "",
            history=selectors.history(self.subject, self.current.aspect),
            voices=selectors.voices_of(
                self.subject, self.current.aspect, profile.matrix, user=self.request.user
            ),
            update_url=self.link("update") if self.is_update else "",
            withdraw_url=self.link("withdraw", self.current.aspect.code),
            hint=hint,
            gap=self.gap(),
            may_suggest=self.may_suggest(),
            preselect_url=self.preselect_link(hint.stage) if hint else "",
            preselected=self.preselected,
            **kwargs,
        )


class TableView(ProfileView, TemplateView):
    """All aspects on one page; what changed is saved, a row that somebody else answered meanwhile is kept back."""

    template_name = "matrix/rating_table.html"
    permission = "matrix.rate"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.stored())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.sent()
        touched = {code: row for code, row in rows.items() if row.has_changed()}
        if not all([row.is_valid() for row in touched.values()]):  # noqa: C419 - every row names its errors
            return self.page(rows, status=422)
        outcome = self.save(touched)
        self.announce(outcome)
        if not outcome.conflicts:
            return HttpResponseRedirect(self.link("table"))
        return self.conflict_page(outcome)

    def save(self, touched: dict[str, RowForm]) -> services.Outcome:
        aspects = selectors.aspects_by_pk(row.aspect.pk for row in touched.values())
        answers = {
            code: (aspects[row.aspect.pk], row.to_answer(), row.cleaned_data["seen"])
            for code, row in touched.items()
        }
        return services.rate_table(self.subject, answers, actor=self.request.user)

    def announce(self, outcome: services.Outcome) -> None:
        count = len(outcome.saved)
        text = ngettext("%(count)s answer is saved.", "%(count)s answers are saved.", count) % {
            "count": count
        }
        if outcome.saved:
            messages.success(self.request, text)
        elif not outcome.conflicts:
            messages.info(self.request, _("Nothing has changed, so nothing was saved."))

    def conflict_page(self, outcome: services.Outcome) -> HttpResponse:
        """Saved rows show what is stored now; a conflicting row keeps what was typed, with theirs beside it."""
        self.profile = None
        rows: dict[str, PlainRow | RowForm] = {**self.stored()}
        typed = self.sent()
        for code, newest in outcome.conflicts.items():
            typed[code].build_on(newest.pk)
            typed[code].theirs = newest
            rows[code] = typed[code]
        return self.page(rows, status=409, conflicts=list(outcome.conflicts))

    @cached_property
    def hints(self) -> dict[str, selectors.Hint]:
        return selectors.hints(self.subject, self.read_profile(), user=self.request.user)

    def stored(self) -> dict[str, PlainRow]:
        found, hints = self.read_profile().answers, self.hints
        return {answer.aspect.code: PlainRow(answer, hints.get(answer.aspect.code)) for answer in found}

    def sent(self) -> dict[str, RowForm]:
        return {
            answer.aspect.code: RowForm(
                self.request.POST,
                user=self.request.user,
                aspect=answer.aspect,
                current=answer,
                hint=self.hints.get(answer.aspect.code),
            )
            for answer in self.read_profile().answers
        }

    def page(
        self, rows: Mapping[str, PlainRow | RowForm], *, status: int = 200, **extra: Any
    ) -> HttpResponse:
        profile = self.read_profile()
        fields = [
            {"profile": field, "rows": [rows[answer.aspect.code] for answer in field.answers]}
            for field in profile.fields
        ]
        faulty = [row for row in rows.values() if isinstance(row, RowForm) and row.errors]
        columns = str(profile.matrix.highest + 2)  # the aspect, its stages, "no stage"
        found = {"profile": profile, "fields": fields, "faulty": faulty, "columns": columns}
        return self.render_to_response(self.get_context_data(**found, **extra), status=status)


class CheckView(ProfileView, TemplateView):
    """Check your answers: everything on one page with a way to change it, gaps named, then the release."""

    template_name = "matrix/assessment_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profile = self.read_profile()
        newest = selectors.newest_release(self.subject)
        drafted = {
            a.aspect.code: {"state": a.state, "stage": a.stage} for a in profile.answers if a.is_answered
        }
        fields = [
            {"profile": field, "lines": [(a, self.link("aspect", a.aspect.code)) for a in field.answers]}
            for field in profile.fields
        ]
        return super().get_context_data(
            profile=profile,
            fields=fields,
            newest=newest,
            seen=newest.number if newest else 0,
            changes=selectors.changes_of(selectors.ratings_in(newest, profile.matrix), drafted)
            if newest
            else None,
            repeats=newest is not None and services.repeats(self.subject, newest),
            may_release=self.request.user.has_perm("matrix.release", self.subject),
            releasers=selectors.releasers(self.subject),
            focuses=selectors.running_focuses(self.subject) if isinstance(self.subject, School) else [],
            **kwargs,
        )


class ReleaseView(SubjectView, ScopedActionView):
    """Freigabe: one POST, one dated picture."""

    permission = "matrix.release"

    def perform(self) -> Any:
        seen = hidden_number(self.request.POST.get("seen", ""))
        snapshot = services.release(self.subject, actor=self.request.user, seen=seen)
        messages.success(self.request, _("Released. Your Träger and your adviser can read this picture now."))
        return snapshot

    def get_success_url(self) -> str:
        return self.object.get_absolute_url() if self.object else self.link("check")


class WithdrawView(ProfileView, ScopedActionView):
    """Antwort zurücknehmen: POST only. The button carries the answer that stood on the page."""

    permission = "matrix.rate"

    def perform(self) -> Rating:
        answer = self.read_profile().answer(self.kwargs["code"])
        if answer is None:
            if not selectors.is_code(self.kwargs["code"]):
                raise Http404
            raise DomainError(
                _("This question belongs to another version of the matrix. Please load the page again.")
            )
        row = services.withdraw(
            self.subject,
            selectors.aspect_of(answer.aspect.pk),
            seen=hidden_number(self.request.POST.get("seen", "")) or 0,
            actor=self.request.user,
        )
        messages.success(
            self.request,
            _("The answer to %(code)s is taken back. It stays in the history.")
            % {"code": answer.aspect.code},
        )
        return row

    def get_success_url(self) -> str:
        if self.read_profile().answer(self.kwargs["code"]) is None:
            return self.link("assessment")
        return self.link("aspect", self.kwargs["code"])


class EvidenceDownloadView(PortalView):
    """The file behind an answer, for those who may see the draft."""

    permission = "matrix.view_assessment"
    rating: Rating

    def load(self) -> None:
        ratings = Rating.visible_to(self.request.user).exclude(evidence_file="")
        self.rating = self.fetch(ratings.select_related("school", "authority"), pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.rating.subject

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            file = self.rating.evidence_file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return download(file, filename=self.rating.evidence_name, content_type="application/octet-stream")
