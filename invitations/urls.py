"""Addresses of the invitations: pages for those who run a table, and links out of mails."""

from django.urls import path

from invitations.views import feeds, guests, own, polls, sending, succession

app_name = "invitations"

urlpatterns = [
    path("einladungen/treffen/<int:pk>/", sending.SendView.as_view(), name="send"),
    path(
        "einladungen/treffen/<int:pk>/links-zurueckziehen/",
        sending.LinksWithdrawView.as_view(),
        name="links_withdraw",
    ),
    path(
        "einladungen/mitglieder/<int:pk>/nachfolge/", succession.SuccessionView.as_view(), name="succession"
    ),
    path("einladung/<str:token>/", guests.AnswerView.as_view(), name="answer"),
    path("einladungen/meine/<int:pk>/", own.OwnInvitationView.as_view(), name="own_invitation"),
    path("terminumfragen/meine/<int:pk>/", own.OwnVoteView.as_view(), name="own_vote"),
    path("terminumfragen/runder-tisch/<int:pk>/", polls.PollCreateView.as_view(), name="poll_create"),
    path("terminumfragen/<int:pk>/", polls.PollDetailView.as_view(), name="poll_detail"),
    path("terminumfragen/<int:pk>/beenden/", polls.PollEndView.as_view(), name="poll_end"),
    path("terminumfragen/termine/<int:pk>/", polls.PollTakeView.as_view(), name="poll_take"),
    path("terminumfrage/<str:token>/", guests.PollAnswerView.as_view(), name="poll_answer"),
    path("mein-kalender/", feeds.FeedView.as_view(), name="feed"),
    path("mein-kalender/einschalten/", feeds.FeedOnView.as_view(), name="feed_on"),
    path("mein-kalender/verlaengern/", feeds.FeedProlongView.as_view(), name="feed_prolong"),
    path("mein-kalender/ausschalten/", feeds.FeedOffView.as_view(), name="feed_off"),
    path("kalender/<str:token>.ics", feeds.CalendarView.as_view(), name="calendar"),
]
