"""Addresses of planning, all below one Träger."""

from __future__ import annotations

from django.urls import path

from planning.views import budgets, rankings, years

app_name = "planning"

T = "traeger/<str:number>/"
Y = f"{T}<int:year>/"
R = f"{Y}rangfolge/"
ITEM = f"{R}<int:pk>/"
H = f"{T}haushalt/"
B = f"{H}<int:year>/"
LINE = f"{B}zeile/<int:pk>/"
PHASE = f"{Y}phase/<int:phase>/"

urlpatterns = [
    path(T, years.YearDetailView.as_view(), name="year_current"),
    path(Y, years.YearDetailView.as_view(), name="year_detail"),
    path(PHASE, years.PhaseUpdateView.as_view(), name="phase_update"),
    path(f"{PHASE}zuruecksetzen/", years.PhaseResetView.as_view(), name="phase_reset"),
    path(R, rankings.RankingDetailView.as_view(), name="ranking_detail"),
    path(f"{R}gewichte/", rankings.RankingWeightsView.as_view(), name="ranking_weights"),
    path(f"{R}verschieben/", rankings.RankingMoveView.as_view(), name="ranking_move"),
    path(f"{R}nach-punkten/", rankings.RankingSortView.as_view(), name="ranking_sort"),
    path(f"{R}festlegen/", rankings.RankingLockView.as_view(), name="ranking_lock"),
    path(f"{R}oeffnen/", rankings.RankingUnlockView.as_view(), name="ranking_unlock"),
    path(f"{R}export/<str:kind>/", rankings.RankingExportView.as_view(), name="ranking_export"),
    path(ITEM, rankings.RankingItemView.as_view(), name="ranking_item"),
    path(f"{ITEM}platz/", rankings.RankingPlaceView.as_view(), name="ranking_place"),
    path(H, budgets.BudgetDetailView.as_view(), name="budget_current"),
    path(B, budgets.BudgetDetailView.as_view(), name="budget_detail"),
    path(f"{B}rangfolge/", budgets.BudgetPickView.as_view(), name="budget_pick"),
    path(f"{B}melden/", budgets.BudgetRequestView.as_view(), name="budget_request"),
    path(f"{B}zuruecknehmen/", budgets.BudgetWithdrawView.as_view(), name="budget_withdraw"),
    path(f"{B}beschluss/", budgets.BudgetDecideView.as_view(), name="budget_decide"),
    path(f"{B}export/<str:kind>/", budgets.BudgetExportView.as_view(), name="budget_export"),
    path(f"{B}zeile/neu/", budgets.LineCreateView.as_view(), name="line_create"),
    path(LINE, budgets.LineUpdateView.as_view(), name="line_update"),
    path(f"{LINE}loeschen/", budgets.LineDeleteView.as_view(), name="line_delete"),
    path(f"{LINE}bewilligung/", budgets.LineApproveView.as_view(), name="line_approve"),
]
