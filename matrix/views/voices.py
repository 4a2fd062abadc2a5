"""Other views of a release: the adviser's, the other side's, the round table's, beside the own answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.errors import Conflict, DomainError
from core.views import PortalView
from matrix import selectors, services
from matrix.forms import VoiceForm
from matrix.models import Snapshot
from matrix.rules import Speaker, speaker_of


class ReleaseView(PortalView, abstract=True):
    """A page about one release that the reader may read."""

    snapshot: Snapshot

    def load(self) -> None:
        releases = Snapshot.visible_to(self.request.user)
        joined = releases.select_related(
            "school__authority", "school__municipality", "authority", "catalogue"
        )
        self.snapshot = self.fetch(joined, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.snapshot

    @property
    def list_url(self) -> str:
        return reverse("matrix:voice_list", args=[self.snapshot.pk])


class VoiceListView(ReleaseView, TemplateView):
    """Every aspect with the views that the reader may read."""

    permission = "matrix.view_snapshot"
    template_name = "matrix/voice_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        speaker = speaker_of(self.request.user, self.snapshot)
        rows = selectors.voice_rows(self.snapshot, user=self.request.user)
        differing = [row.answer.aspect.code for row in rows if row.open_differences]
        places = selectors.on_agendas(self.snapshot, differing, user=self.request.user)
        return super().get_context_data(
            snapshot=self.snapshot,
            rows=[(row, self.say_url(row, speaker), places.get(row.answer.aspect.code)) for row in rows],
            has_voices=any(row.lines for row in rows),
            speaks=speaker is not None,
            may_put=self.request.user.has_perm("roundtables.put_on_agenda", self.snapshot),
            highest=len(self.snapshot.catalogue.stage_names),
            **kwargs,
        )

    def say_url(self, row: selectors.VoiceRow, speaker: Speaker | None) -> str:
        """Where the reader enters a view; empty where it is none of theirs."""
        if speaker is None or (speaker.kind == "peer" and not row.answer.aspect.topic_code):
            return ""
        return reverse("matrix:voice_form", args=[self.snapshot.pk, row.answer.aspect.code])


class VoiceFormView(ReleaseView, TemplateView):
    """Enter one view: what was released, what one said before, the stages, the reason."""

    permission = "matrix.give_voice"
    template_name = "matrix/voice_form.html"
    row: selectors.VoiceRow

    def load(self) -> None:
        super().load()
        rows = selectors.voice_rows(self.snapshot, user=self.request.user)
        found = next((row for row in rows if row.answer.aspect.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        self.row = found

    @property
    def speaker(self) -> Speaker:
        found = speaker_of(self.request.user, self.snapshot)
        assert found  # noqa: S101 - the permission says so
        return found

    def own(self) -> selectors.VoiceLine | None:
        """The newest view of the reader's side."""
        mine = (self.speaker.kind, self.speaker.by_school)
        said = (line for line in self.row.lines if (line.voice.kind, line.voice.by_school) == mine)
        return max(said, key=lambda line: line.voice.pk, default=None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            with transaction.atomic():
                self.save(form)
        except Conflict as conflict:
            self.load()
            own = self.own()
            form.build_on(own.voice.pk if own else 0)
            return self.page(form, status=409, conflict=str(conflict))
        except DomainError as error:
            form.add_error(None, str(error))
            return self.page(form, status=422)
        messages.success(self.request, _("Your view is stored beside the answer."))
        return HttpResponseRedirect(self.list_url)

    def save(self, form: VoiceForm) -> None:
        services.say(
            self.snapshot,
            selectors.aspect_of(self.row.answer.aspect.pk),
            kind=self.speaker.kind,
            by_school=self.speaker.by_school,
            seen=form.cleaned_data["seen"],
            actor=self.request.user,
            **form.said(),
        )

    def form(self, *data: Any) -> VoiceForm:
        own = self.own()
        known = {}
        if own:
            voice = own.voice
            known = {"seen": voice.pk, "answer": str(own.stage or voice.state), "reason": voice.reason}
        return VoiceForm(*data, aspect=self.row.answer.aspect, initial=known)

    def page(self, form: VoiceForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        highest = len(self.snapshot.catalogue.stage_names)
        found = {"snapshot": self.snapshot, "row": self.row, "list_url": self.list_url, "highest": highest}
        context = self.get_context_data(form=form, **found, **extra)
        return self.render_to_response(context, status=status)
