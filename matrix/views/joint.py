"""Rating together, the pages of the school: begin, see how many are in, close, read the spread, agree."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.errors import Conflict, DomainError
from core.views import ScopedActionView
from matrix import selectors, services
from matrix.forms import CloseForm, ConsensusForm, JointRoundForm, LinksForm
from matrix.models import JointInvitation, JointRound
from matrix.views.subject import ProfileView, SubjectView
from schools.models import School


class JointListView(SubjectView, TemplateView):
    """All joint ratings of a school, the newest first."""

    template_name = "matrix/joint_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rounds = (
            JointRound.visible_to(self.request.user).filter(school=self.subject).order_by("-opened_at", "-pk")
        )
        return super().get_context_data(
            rounds=selectors.joint_summaries(rounds),
            may_lead=self.request.user.has_perm("matrix.lead_joint_round", self.subject),
            **kwargs,
        )


class JointCreateView(ProfileView, TemplateView):
    """What is asked, of whom, until when. The answer to the form shows the links, this one time."""

    template_name = "matrix/joint_form.html"
    permission = "matrix.lead_joint_round"
    subject: School

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    opened = self.save(form)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return show_links(self, opened.round, opened.links)
        return self.page(form, status=422)

    def form(self, *data: Any) -> JointRoundForm:
        fields = self.read_profile().matrix.fields_of(self.side)
        return JointRoundForm(*data, user=self.request.user, school=self.subject, fields=fields)

    def save(self, form: JointRoundForm) -> Any:
        aspects = selectors.aspects_by_pk(aspect.pk for aspect in form.chosen())
        data = form.cleaned_data
        return services.open_joint_round(
            self.subject,
            title=data["title"],
            purpose=data["purpose"],
            aspects=aspects.values(),
            closes_on=data["closes_on"],
            members=form.invited(),
            links=data["links"] or 0,
            actor=self.request.user,
        )

    def page(self, form: JointRoundForm, *, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


def show_links(view: Any, joint: JointRound, links: tuple[str, ...]) -> HttpResponse:
    """The new links, which nobody can read again; without any, the page of the round."""
    if not links:
        messages.success(view.request, _("Your colleagues find their questions on their start page."))
        return HttpResponseRedirect(joint.get_absolute_url())
    view.template_name = "matrix/joint_links.html"
    response = view.render_to_response(view.get_context_data(joint=joint, new_links=links))
    response["Cache-Control"] = "no-store, private"
    return response


class JointView(SubjectView, abstract=True):
    """A page about one round of this school."""

    joint: JointRound

    def load(self) -> None:
        super().load()
        rounds = JointRound.visible_to(self.request.user).select_related("school", "catalogue")
        self.joint = self.fetch(rounds.filter(school=self.subject), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"joint": self.joint} | kwargs)

    def page(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**extra), status=status)


class JointDetailView(JointView, TemplateView):
    """While it is open: how many have answered. Afterwards the spread of every aspect, and what was agreed."""

    template_name = "matrix/joint_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rounds = JointRound.visible_to(user).filter(pk=self.joint.pk)
        own = JointInvitation.visible_to(user).filter(round=self.joint, handed_in_at=None).first()
        return super().get_context_data(
            **{
                "summary": selectors.joint_summaries(rounds)[0],
                "spreads": selectors.spreads(self.joint),
                "highest": len(self.joint.catalogue.stage_names),
                "is_overtaken": not self.joint.catalogue.is_current,
                "own_url": reverse("matrix:sheet_start", args=[own.pk]) if own and self.joint.is_open else "",
                "may_lead": user.has_perm("matrix.lead_joint_round", self.subject),
                "open_links": selectors.open_links(self.joint) if self.joint.is_open else [],
                "links_form": LinksForm(user=user),
                "close_form": CloseForm(user=user),
            }
            | kwargs
        )


class JointWithdrawView(JointView, ScopedActionView):
    """One link less; the number is the one it had on the list of links."""

    permission = "matrix.lead_joint_round"

    def load(self) -> None:
        super().load()
        links = dict(enumerate(selectors.links_of(self.joint), start=1))
        found = links.get(self.kwargs["link"])
        if found is None:
            raise Http404
        self.sheet = found

    def perform(self) -> None:
        services.withdraw_link(self.sheet, actor=self.request.user)
        words = {"number": self.kwargs["link"]}
        messages.success(self.request, _("Link %(number)s is withdrawn and opens nothing any more.") % words)

    def get_success_url(self) -> str:
        return self.joint.get_absolute_url()


class JointLinksView(JointDetailView):
    """More links, shown once."""

    permission = "matrix.lead_joint_round"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LinksForm(request.POST, user=self.request.user)
        if form.is_valid():
            try:
                count = form.cleaned_data["links"]
                return show_links(
                    self, self.joint, services.add_links(self.joint, count=count, actor=self.request.user)
                )
            except DomainError as error:
                form.add_error(None, str(error))
        return self.page(links_form=form, form=form, status=422)


class JointCloseView(JointDetailView):
    """Ending before the day, for good."""

    permission = "matrix.lead_joint_round"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CloseForm(request.POST, user=self.request.user)
        if not form.is_valid():
            return self.page(close_form=form, form=form, status=422)
        services.close_joint_round(self.joint, actor=self.request.user)
        messages.success(request, _("The joint rating is closed. Now you can talk about it and agree."))
        return HttpResponseRedirect(self.joint.get_absolute_url())


class JointAgreeView(JointView, TemplateView):
    """One aspect: what the colleagues said, what the school says so far, and the consensus with its reason."""

    template_name = "matrix/joint_agree.html"
    permission = "matrix.lead_joint_round"
    spread: selectors.AspectSpread
    aspect: selectors.AspectInfo

    def load(self) -> None:
        super().load()
        found = (one for one in selectors.spreads(self.joint) if one.aspect.code == self.kwargs["code"])
        spread = next(found, None)
        if spread is None or not spread.targets:
            raise Http404
        self.spread, self.aspect = spread, spread.targets[0]
        for target in spread.targets:  # more than one where a later version has divided the aspect
            if target.code == self.request.GET.get("aspekt"):
                self.aspect = target

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=422)
        aspect = selectors.aspect_of(self.aspect.pk)
        try:
            services.agree(
                self.joint, aspect, **form.said(), seen=form.cleaned_data["seen"], actor=self.request.user
            )
        except Conflict as conflict:
            newest = self.newest()
            form.build_on(newest.pk if newest else 0)
            return self.page(form=form, conflict=str(conflict), status=409)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.page(form=form, status=422)
        messages.success(request, _("Agreed: %(code)s is now the school’s answer.") % {"code": aspect.code})
        return HttpResponseRedirect(self.joint.get_absolute_url())

    def newest(self) -> Any:
        history = selectors.history(self.subject, self.aspect)
        return next((rating for rating in history if rating.aspect_id == self.aspect.pk), None)

    def form(self, *data: Any) -> ConsensusForm:
        newest = self.newest()
        return ConsensusForm(*data, aspect=self.aspect, initial={"seen": newest.pk if newest else None})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.newest()
        names = [stage.name for stage in self.aspect.stages]
        return super().get_context_data(
            spread=self.spread,
            aspect=self.aspect,
            newest=newest,
            newest_name=names[newest.stage - 1] if newest and newest.stage else "",
            highest=len(self.joint.catalogue.stage_names),
            newest_highest=len(names),
            is_overtaken=not self.joint.catalogue.is_current,
            **kwargs,
        )
