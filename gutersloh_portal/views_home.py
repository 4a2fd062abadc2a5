"""The start page, the operator's pages, the help."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import pages
from core.markdown import render_markdown
from core.models import SitePage
from core.views import ScopedFormView, ScopedPageView
from gutersloh_portal import glossary, selectors_home
from gutersloh_portal.forms import SitePageForm


@method_decorator(login_not_required, name="dispatch")
class HomeView(TemplateView):
    """Public without an account; with one, the tasks of its roles. Reads through `visible_to` alone."""

    def get_template_names(self) -> list[str]:
        return ["core/home.html" if self.request.user.is_authenticated else "core/home_public.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.request.user.is_authenticated:
            context["home"] = selectors_home.home_of(self.request.user)
        else:
            context |= self.public()
        return context

    def public(self) -> dict[str, Any]:
        """What the operator adds: a welcome of its own, texts in easy and in sign language."""
        extras = pages.extras()
        welcome = extras.pop(SitePage.Slug.WELCOME, None)
        return {
            "welcome": render_markdown(welcome.body) if welcome else "",
            "extras": [(page.slug, page.get_slug_display()) for page in extras.values()],
        }


@method_decorator(login_not_required, name="dispatch")
class SitePageDetailView(TemplateView):
    """Impressum, Datenschutz, Barrierefreiheit: for everybody."""

    template_name = "core/sitepage_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = pages.page_of(known_slug(self.kwargs["slug"]))
        if not page.body:
            raise Http404
        user = self.request.user
        may_change = user.is_authenticated and user.has_perm("core.change_sitepage")
        return super().get_context_data(**kwargs) | {
            "page": page,
            "text": render_markdown(page.body),
            "may_change": may_change,
        }


def known_slug(slug: str) -> str:
    if slug not in SitePage.Slug.values:
        raise Http404
    return slug


class SitePageListView(ScopedPageView):
    """The operator's pages, written or not."""

    permission = "core.change_sitepage"
    template_name = "core/sitepage_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = {page.slug: page for page in SitePage.objects.all()}
        rows = [(slug, label, stored.get(slug)) for slug, label in SitePage.Slug.choices]
        return super().get_context_data(**kwargs) | {"rows": rows}


class SitePageUpdateView(ScopedFormView):
    """Write one page."""

    permission = "core.change_sitepage"
    form_class = SitePageForm
    template_name = "core/sitepage_update.html"
    object: SitePage

    def load(self) -> None:
        self.object = pages.page_of(known_slug(self.kwargs["slug"]))

    def get_initial(self) -> dict[str, Any]:
        return {"body": self.object.body}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"page": self.object}

    def perform(self, form: SitePageForm) -> SitePage:
        body, known = form.cleaned_data["body"], self.object.body
        page = pages.save_page(self.kwargs["slug"], body=body, known=known, actor=self.request.user)
        messages.success(self.request, _("The page is published."))
        return page

    def get_success_url(self) -> str:
        return reverse("sitepage_detail", args=[self.kwargs["slug"]])


class SitePagePreviewView(SitePageUpdateView):
    """The typed text as everybody would read it; nothing is published. An address of its own: no way to `perform`."""

    http_method_names = ["post", "options"]
    partial = "preview"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        text = render_markdown(form.cleaned_data["body"])
        return self.render_to_response(self.get_context_data(form=form, preview=text))


@method_decorator(login_not_required, name="dispatch")
class HelpView(TemplateView):
    """How the portal works, and its words."""

    template_name = "core/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"terms": glossary.terms()}
