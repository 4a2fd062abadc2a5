"""Pages of a list that is not written in our words: its columns, its words, and keeping both for the next list.

The school's lists and those of a Träger share them; each gives its addresses and its services (`Mapped`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from core.views import PortalView, ScopedActionView, ScopedFormView
from equipment import selectors
from equipment.forms import ColumnsForm, WordsForm
from equipment.models import ImportProfile, MappedUpload
from equipment.profiles import fitted
from equipment.services import mapping as services
from schools.models import School, SchoolAuthority


class Mapped(PortalView, abstract=True):
    """One upload whose reading may be changed."""

    upload: Any

    def page(self, name: str) -> str:
        """Address of this upload's page: "preview", "columns" or "words"."""
        raise NotImplementedError

    def owner(self) -> School | SchoolAuthority:
        """For whose lists a mapping is used that is kept here."""
        raise NotImplementedError

    def map_columns(self, **chosen: Any) -> MappedUpload:
        """Have the list read with these columns; see `services.mapping.choose_columns`."""
        raise NotImplementedError

    def map_words(self, values: Mapping[str, Mapping[str, str]]) -> MappedUpload:
        """Have the list read with these words; see `services.mapping.assign_words`."""
        raise NotImplementedError

    def rows(self) -> list[selectors.ProfileRow]:
        """Saved mappings that this reader may use here."""
        raise NotImplementedError


class MappingPage(Mapped, ScopedFormView, abstract=True):
    def is_wanted(self) -> bool:
        """Whether there is something to say on this page."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._elsewhere() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._elsewhere() or super().post(request, *args, **kwargs)

    def _elsewhere(self) -> HttpResponse | None:
        """The preview says what has become of a list that has nothing to ask any more."""
        is_here = self.upload.can_be_mapped and self.is_wanted()
        return None if is_here else HttpResponseRedirect(self.page("preview"))

    def get_success_url(self) -> str:
        if self.object is None:
            return super().get_success_url()
        return self.page(services.waits_for(self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "upload": self.upload,
            "preview_url": self.page("preview"),
            "columns_url": self.page("columns"),
            "needs_columns": self.upload.needs_columns,
        }


class ColumnsPage(MappingPage, abstract=True):
    template_name = "equipment/mapping_columns.html"
    form_class = ColumnsForm
    needed: tuple[str, ...] = ("type",)
    preset: ImportProfile | None = None

    def is_wanted(self) -> bool:
        return services.is_foreign(self.upload)

    def get_authority(self) -> SchoolAuthority:
        raise NotImplementedError

    def load(self) -> None:
        super().load()
        chosen = self.request.POST.get("preset") or self.request.GET.get("zuordnung") or ""
        if chosen:
            self.preset = self.fetch(ImportProfile.visible_to(self.request.user), pk=chosen)
            if self.preset not in [row.profile for row in self.rows()]:
                raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        profile = self.preset.profile if self.preset else self.upload.profile
        return super().get_form_kwargs() | {
            "upload": self.upload,
            "profile": fitted(profile, self.upload.table["header"]),
            "needed": self.needed,
            "records_serials": self.get_authority().records_serials,
        }

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"preset": self.preset.pk if self.preset else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "preset": self.preset,
            "fitting": selectors.fitting_profiles(self.rows(), self.upload.table["header"]),
        }

    def perform(self, form: ColumnsForm) -> MappedUpload:
        return self.map_columns(
            columns=form.columns(), is_aggregated=form.is_aggregated, words_from=self.preset
        )


class WordsPage(MappingPage, abstract=True):
    template_name = "equipment/mapping_words.html"
    form_class = WordsForm

    def is_wanted(self) -> bool:
        return bool(self.upload.open_words)

    def schools(self) -> dict[str, str]:
        """Number and name of the schools that the list may be about."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        schools, words = self.schools(), self.upload.open_words
        return super().get_form_kwargs() | {
            "upload": self.upload,
            "schools": schools,
            "suggested": {
                "type": selectors.suggested_types(words.get("type", [])),
                "school_number": selectors.suggested_schools(words.get("school_number", []), schools),
            },
        }

    def perform(self, form: WordsForm) -> MappedUpload:
        return self.map_words(form.values())


class KeepProfile(Mapped, ScopedActionView, abstract=True):
    def perform(self) -> ImportProfile:
        name = self.request.POST.get("name", "")
        saved = services.save_profile(self.upload, name=name, owner=self.owner(), actor=self.request.user)
        messages.success(
            self.request, _("The mapping “%(name)s” is kept for the next list.") % {"name": saved.name}
        )
        return saved

    def get_success_url(self) -> str:
        return self.page("preview")


class DeleteProfile(ScopedActionView, abstract=True):
    profile: ImportProfile

    def load(self) -> None:
        super().load()
        self.profile = self.fetch(ImportProfile.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        return self.profile

    def perform(self) -> bool:
        services.delete_profile(self.profile, actor=self.request.user)
        messages.success(self.request, _("The mapping “%(name)s” was deleted.") % {"name": self.profile.name})
        return True


def about_mapping(view: Mapped) -> dict[str, Any]:
    """What the preview says about how the list was read."""
    upload = view.upload
    can_change = upload.can_be_mapped
    return {
        "columns_url": view.page("columns") if can_change and services.is_foreign(upload) else "",
        "words_url": view.page("words") if can_change and upload.open_words else "",
        "open_words": sum(len(words) for words in upload.open_words.values()),
        "may_keep": can_change and services.can_be_kept(upload),
        "kept_for_all": isinstance(view.owner(), SchoolAuthority),
    }
