"""Base views of uploads that are looked at before they are taken over: upload, then take over or throw away."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.views.generic.base import ContextMixin

from core.previews import Upload, discard
from core.problems import FileRefused, Problem
from core.views import PortalView, ScopedActionView, ScopedFormView

SHOWN = 100  # problems or changes on one page


class TellsProblems(ContextMixin):
    """A refused file is told with all its problems in a table (`components/problems.html`)."""

    problems: list[Problem] = []

    def told(self, refused: FileRefused) -> FileRefused:
        self.problems = refused.problems
        return refused

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "problems": self.problems[:SHOWN],
            "more_problems": max(0, len(self.problems) - SHOWN),
        }


class UploadView(TellsProblems, ScopedFormView, abstract=True):
    """Ends at the preview of what was uploaded. A rule's no stands at the file, unless `error_field` says else."""

    error_field: ClassVar[str | None] = "file"

    def keep(self, form: Any) -> Upload:
        """Call the service that reads the file and keeps it for its preview."""
        raise NotImplementedError

    def perform(self, form: Any) -> Upload:
        try:
            return self.keep(form)
        except FileRefused as refused:
            raise self.told(refused) from refused


class OneUploadView(PortalView, abstract=True):
    """One upload by the `pk` of the address; what else the address names is loaded before it."""

    kind: ClassVar[type[Upload]]
    upload: Any

    def load(self) -> None:
        super().load()
        self.upload = self.fetch(self.select(self.kind.visible_to(self.request.user)), pk=self.kwargs["pk"])

    def select(self, queryset: Any) -> Any:
        return queryset


class UploadActionView(ScopedActionView, abstract=True):
    """A button below a preview: forward after a success, back to the preview after a refusal."""

    upload: Any

    def after_url(self) -> str:
        raise NotImplementedError

    def preview_url(self) -> str:
        raise NotImplementedError

    def get_success_url(self) -> str:
        return self.after_url() if self.object else self.preview_url()


class UploadDiscardView(UploadActionView, abstract=True):
    """Throws the preview away; `unchanged` says what stayed as it was."""

    unchanged: ClassVar[Any]

    def perform(self) -> bool:
        discard(self.upload, actor=self.request.user)
        messages.success(self.request, str(self.unchanged))
        return True
