"""Grants of a Träger: list, one with its ledger, what is charged and called."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.views import FormPageView, ScopedActionView, ScopedPageView
from procurement import selectors
from procurement.forms import CallForm, ChargeForm, GrantCapsForm, GrantForm
from procurement.models import Allocation, FundCall, Grant, GrantCategory
from procurement.services import funding as services
from procurement.services import ledger
from schools.views.bases import OfAuthority


class GrantListView(OfAuthority, ScopedPageView):
    permission = "procurement.view_grant"
    template_name = "procurement/grant_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = selectors.grant_rows(user=self.request.user, authority=self.authority)
        return super().get_context_data(**kwargs) | {"rows": rows}


class GrantCreateView(OfAuthority, FormPageView):
    permission = "procurement.change_grant"
    template_name = "procurement/grant_form.html"
    form_class = GrantForm
    title = gettext_lazy("Take up a programme")
    lead = gettext_lazy(
        "Categories and limits of the catalogue are taken over and can be changed afterwards."
    )
    saved = gettext_lazy("Saved: %(line)s.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": Grant(authority=self.authority)}

    def perform(self, form: GrantForm) -> Grant:
        return services.create_grant(self.authority, values=form.values(), actor=self.request.user)

    def get_success_url(self) -> str:
        return reverse("procurement:grant_detail", args=[self.object.pk])

    def get_cancel_url(self) -> str:
        return reverse("procurement:grant_list", args=[self.authority.number])


class OfGrant(OfAuthority, abstract=True):
    """One grant; its Träger says who may."""

    grant: Grant

    def load(self) -> None:
        grants = Grant.visible_to(self.request.user).select_related("authority", "programme")
        self.use(self.fetch(grants, pk=self.kwargs["pk"]))

    def use(self, grant: Grant) -> None:
        self.grant, self.authority = grant, grant.authority

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"grant": self.grant, "grant_url": self.grant_url}

    @property
    def grant_url(self) -> str:
        return reverse("procurement:grant_detail", args=[self.grant.pk])

    def get_success_url(self) -> str:
        return self.grant_url


class GrantDetailView(OfGrant, ScopedPageView):
    permission = "procurement.view_grant"
    template_name = "procurement/grant_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.ledger(user=self.request.user, grant=self.grant)
        return super().get_context_data(**kwargs) | {"page": page}


class GrantUpdateView(OfGrant, FormPageView):
    permission = "procurement.change_grant"
    template_name = "procurement/grant_form.html"
    form_class = GrantForm
    title = gettext_lazy("Change amount and days")
    lead = gettext_lazy("As in your notice. What is not known stays empty.")
    saved = gettext_lazy("Saved: %(line)s.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.grant}

    def perform(self, form: GrantForm) -> Grant:
        return services.save_grant(form.instance, actor=self.request.user)


class GrantCategoryCreateView(OfGrant, FormPageView):
    permission = "procurement.change_grant"
    template_name = "procurement/grant_form.html"
    form_class = GrantCapsForm
    title = gettext_lazy("Category and its limits")
    lead = gettext_lazy("As in your notice. Limits count the funded part.")
    saved = gettext_lazy("Saved: %(line)s.")
    category: GrantCategory

    def load(self) -> None:
        super().load()
        self.category = GrantCategory(grant=self.grant)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.category}

    def perform(self, form: GrantCapsForm) -> GrantCategory:
        return services.save_grant_category(form.instance, actor=self.request.user)


class GrantCategoryUpdateView(GrantCategoryCreateView):
    def load(self) -> None:
        rows = GrantCategory.visible_to(self.request.user)
        related = rows.select_related("grant__authority", "grant__programme")
        self.category = self.fetch(related, pk=self.kwargs["pk"])
        self.use(self.category.grant)


class ChargeView(OfGrant, FormPageView):
    """Which deliveries the grant pays."""

    permission = "procurement.change_grant"
    template_name = "procurement/grant_charge.html"
    form_class = ChargeForm
    title = gettext_lazy("Charge deliveries")
    lead = gettext_lazy(
        "Confirmed and invoiced deliveries that stand in no ledger. Those paid from this programme come first."
    )
    submit = gettext_lazy("Charge")

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = selectors.chargeable(user=self.request.user, grant=self.grant)
        return super().get_form_kwargs() | {"grant": self.grant, "offered": offered}

    def perform(self, form: ChargeForm) -> None:
        cleaned = form.cleaned_data
        rows = ledger.charge(
            self.grant,
            form.chosen(),
            category=cleaned["category"],
            reason=cleaned["reason"],
            actor=self.request.user,
        )
        text = ngettext("%(count)s delivery is charged.", "%(count)s deliveries are charged.", len(rows))
        messages.success(self.request, text % {"count": len(rows)})


class DischargeView(OfGrant, ScopedActionView):
    permission = "procurement.change_grant"
    allocation: Allocation

    def load(self) -> None:
        rows = Allocation.visible_to(self.request.user)
        self.allocation = self.fetch(
            rows.select_related("grant__authority", "grant__programme"), pk=self.kwargs["pk"]
        )
        self.use(self.allocation.grant)

    def perform(self) -> None:
        ledger.discharge(self.allocation, actor=self.request.user)
        messages.success(self.request, _("Taken out of the ledger."))


class CallCreateView(OfGrant, FormPageView):
    permission = "procurement.change_grant"
    template_name = "procurement/grant_form.html"
    form_class = CallForm
    title = gettext_lazy("Record a call of funds")
    lead = gettext_lazy("When you called which amount from the granting authority.")
    submit = gettext_lazy("Record")
    saved = gettext_lazy("The call is recorded.")

    def perform(self, form: CallForm) -> FundCall:
        cleaned = form.cleaned_data
        return services.call_funds(
            self.grant,
            called_on=cleaned["called_on"],
            amount=cleaned["amount"],
            note=cleaned["note"],
            submission_id=form.mark(),
            actor=self.request.user,
        )


class CallRemoveView(OfGrant, ScopedActionView):
    permission = "procurement.change_grant"
    call: FundCall

    def load(self) -> None:
        rows = FundCall.visible_to(self.request.user)
        self.call = self.fetch(
            rows.select_related("grant__authority", "grant__programme"), pk=self.kwargs["pk"]
        )
        self.use(self.call.grant)

    def perform(self) -> None:
        services.remove_call(self.call, actor=self.request.user)
        messages.success(self.request, _("The call is removed."))
