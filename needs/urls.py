"""Addresses of needs: of one school, and below /traeger/ of one Träger."""

from django.urls import path

from needs.views import items, lists, proposals, rounds, way

app_name = "needs"

S = "<str:school_number>/"
Y = f"{S}<int:year>/"
ITEM = f"{S}position/<int:pk>/"
T = "traeger/<str:number>/"
R = f"{T}<int:year>/"

urlpatterns = [
    path(T, rounds.RoundDetailView.as_view(), name="round_current"),
    path(R, rounds.RoundDetailView.as_view(), name="round_detail"),
    path(f"{R}regeln/", rounds.RoundUpdateView.as_view(), name="round_update"),
    path(f"{R}beginnen/", rounds.RoundStartView.as_view(), name="round_start"),
    path(f"{R}export/<str:kind>/", rounds.RoundExportView.as_view(), name="round_export"),
    path(f"{R}schule/<str:school_number>/", rounds.RoundListView.as_view(), name="round_list"),
    path(
        f"{R}schule/<str:school_number>/entscheiden/", rounds.RoundDecideView.as_view(), name="round_decide"
    ),
    path(S, lists.NeedListView.as_view(), name="need_list_current"),
    path(f"{S}neu/", items.NeedItemCreateView.as_view(), name="item_create_current"),
    path(Y, lists.NeedListView.as_view(), name="need_list"),
    path(f"{Y}neu/", items.NeedItemCreateView.as_view(), name="item_create"),
    path(f"{Y}pruefen/", lists.NeedListCheckView.as_view(), name="need_list_check"),
    path(f"{Y}abschicken/", lists.NeedListSendView.as_view(), name="need_list_send"),
    path(f"{Y}zurueckziehen/", lists.NeedListWithdrawView.as_view(), name="need_list_withdraw"),
    path(
        f"{Y}vorschlag/<str:proposal>/uebernehmen/",
        proposals.ProposalAcceptView.as_view(),
        name="proposal_accept",
    ),
    path(
        f"{Y}vorschlag/<str:proposal>/ablehnen/",
        proposals.ProposalRejectView.as_view(),
        name="proposal_reject",
    ),
    path(ITEM, way.NeedItemDetailView.as_view(), name="item_detail"),
    path(f"{ITEM}aendern/", items.NeedItemUpdateView.as_view(), name="item_update"),
    path(f"{ITEM}bestand/", way.NeedItemStockView.as_view(), name="item_stock"),
    path(f"{ITEM}in-betrieb/", way.NeedItemOperateView.as_view(), name="item_operate"),
    path(f"{ITEM}preis/", way.NeedItemPriceView.as_view(), name="item_price"),
    path(f"{ITEM}loeschen/", items.NeedItemDeleteView.as_view(), name="item_delete"),
]
