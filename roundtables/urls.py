"""Addresses of the round tables."""

from django.urls import path

from roundtables.views import (
    agenda,
    agenda_proposals,
    experiences,
    meetings,
    milestones,
    minutes,
    places,
    preparation,
    proposals,
    register,
    results,
    tables,
    voices,
)

app_name = "roundtables"
MEETING = "treffen/<int:pk>/"
ITEM = "tagesordnung/<int:pk>/"
STEP = "meilensteine/<int:pk>/"
RESULT = "ergebnisse/<slug:kind>/<int:pk>/"

urlpatterns = [
    path("", tables.SeriesListView.as_view(), name="series_list"),
    path("neu/", tables.SeriesCreateView.as_view(), name="series_create"),
    path("<int:pk>/", tables.SeriesDetailView.as_view(), name="series_detail"),
    path("<int:pk>/bearbeiten/", tables.SeriesUpdateView.as_view(), name="series_update"),
    path("<int:pk>/mitglieder/neu/", tables.MemberCreateView.as_view(), name="member_create"),
    path("mitglieder/<int:pk>/bearbeiten/", tables.MemberUpdateView.as_view(), name="member_update"),
    path("mitglieder/<int:pk>/entfernen/", tables.MemberRemoveView.as_view(), name="member_remove"),
    path("<int:pk>/leitlinien/", tables.GuidelineListView.as_view(), name="guideline_list"),
    path("leitlinien/<int:pk>/ersetzen/", tables.GuidelineReplaceView.as_view(), name="guideline_replace"),
    path("leitlinien/<int:pk>/beenden/", tables.GuidelineEndView.as_view(), name="guideline_end"),
    path("themenschwerpunkte/<int:pk>/beenden/", tables.FocusEndView.as_view(), name="focus_end"),
    path("<int:pk>/lernorte/", places.PlaceListView.as_view(), name="place_list"),
    path("<int:pk>/lernorte/neu/", places.PlaceCreateView.as_view(), name="place_create"),
    path("<int:pk>/lernorte/<int:place>/bearbeiten/", places.PlaceUpdateView.as_view(), name="place_update"),
    path("<int:pk>/lernorte/<int:place>/entfernen/", places.PlaceRemoveView.as_view(), name="place_remove"),
    path("<int:pk>/treffen/neu/", meetings.MeetingCreateView.as_view(), name="meeting_create"),
    path(MEETING, meetings.MeetingDetailView.as_view(), name="meeting_detail"),
    path(MEETING + "bearbeiten/", meetings.MeetingUpdateView.as_view(), name="meeting_update"),
    path(MEETING + "beginnen/", meetings.MeetingStartView.as_view(), name="meeting_start"),
    path(MEETING + "beenden/", meetings.MeetingCloseView.as_view(), name="meeting_close"),
    path(MEETING + "absagen/", meetings.MeetingCancelView.as_view(), name="meeting_cancel"),
    path(MEETING + "termin.ics", meetings.MeetingIcsView.as_view(), name="meeting_ics"),
    path(MEETING + "thema/", meetings.MeetingTopicView.as_view(), name="meeting_topic"),
    path(MEETING + "notizen/", meetings.MeetingNotesView.as_view(), name="meeting_notes"),
    path(
        MEETING + "notizen/sichern/",
        meetings.MeetingNotesView.as_view(is_autosave=True),
        name="meeting_autosave",
    ),
    path(MEETING + "alle-anwesend/", meetings.AttendanceAllView.as_view(), name="attendance_all"),
    path(MEETING + "gaeste/neu/", meetings.GuestCreateView.as_view(), name="guest_create"),
    path(MEETING + "tagesordnung/neu/", meetings.AgendaItemCreateView.as_view(), name="agendaitem_create"),
    path(MEETING + "tagesordnung/reihenfolge/", agenda.AgendaOrderView.as_view(), name="agenda_order"),
    path(MEETING + "tagesordnung/vorlage/", agenda.TemplateFillView.as_view(), name="agenda_fill"),
    path(MEETING + "tagesordnung/als-vorlage/", agenda.TemplateSaveView.as_view(), name="agenda_save"),
    path(MEETING + "vorbereitung/", preparation.PreparationView.as_view(), name="preparation"),
    path(MEETING + "vorbereitung/uebernehmen/", preparation.OfferTakeView.as_view(), name="offer_take"),
    path(MEETING + "sicht/", voices.TableVoiceCreateView.as_view(), name="voice_create"),
    path(MEETING + "naechster-termin/", meetings.NextMeetingCreateView.as_view(), name="next_meeting_create"),
    path(MEETING + "ergebnisse/<slug:kind>/neu/", results.ResultCreateView.as_view(), name="result_create"),
    path(MEETING + "protokoll/", minutes.MinutesDetailView.as_view(), name="minutes_detail"),
    path(MEETING + "protokoll/abschliessen/", minutes.MinutesSealView.as_view(), name="minutes_seal"),
    path(MEETING + "protokoll/korrekturfrist/", minutes.CorrectionOpenView.as_view(), name="correction_open"),
    path(MEETING + "protokoll/entwurf/", minutes.DraftReopenView.as_view(), name="draft_reopen"),
    path(
        MEETING + "protokoll/aenderungen/neu/", minutes.AmendmentCreateView.as_view(), name="amendment_create"
    ),
    path("aenderungen/<int:pk>/", minutes.AmendmentAnswerView.as_view(), name="amendment_answer"),
    path(MEETING + "protokoll/nachtrag/", minutes.AddendumCreateView.as_view(), name="addendum_create"),
    path("teilnahme/<int:pk>/", meetings.AttendanceView.as_view(), name="attendance_update"),
    path(ITEM + "bearbeiten/", meetings.AgendaItemUpdateView.as_view(), name="agendaitem_update"),
    path(ITEM + "nach-oben/", meetings.AgendaItemMoveView.as_view(), {"direction": "up"}, "agendaitem_up"),
    path(
        ITEM + "nach-unten/", meetings.AgendaItemMoveView.as_view(), {"direction": "down"}, "agendaitem_down"
    ),
    path(ITEM + "entfernen/", meetings.AgendaItemRemoveView.as_view(), name="agendaitem_remove"),
    path(ITEM + "notizen/", meetings.AgendaItemNotesView.as_view(), name="agendaitem_notes"),
    path(
        ITEM + "notizen/sichern/",
        meetings.AgendaItemNotesView.as_view(is_autosave=True),
        name="agendaitem_autosave",
    ),
    path(ITEM + "unterlagen/neu/", agenda.DocumentCreateView.as_view(), name="agendaitem_document"),
    path("unterlagen/<int:pk>/", agenda.DocumentDownloadView.as_view(), name="document_download"),
    path("unterlagen/<int:pk>/entfernen/", agenda.DocumentRemoveView.as_view(), name="document_remove"),
    path(RESULT + "bearbeiten/", results.ResultUpdateView.as_view(), name="result_update"),
    path(RESULT + "zuruecknehmen/", results.ResultWithdrawView.as_view(), name="result_withdraw"),
    path("vereinbarungen/<int:pk>/", results.AgreementSettleView.as_view(), name="agreement_settle"),
    path(
        "freigaben/<int:pk>/<str:code>/tagesordnung/",
        voices.DifferenceAgendaView.as_view(),
        name="difference_agenda",
    ),
    path(
        MEETING + "unterschiede/<int:release>/<str:code>/",
        voices.DifferenceTakeView.as_view(),
        name="difference_take",
    ),
    path("vorschlaege/", proposals.ProposalListView.as_view(), name="proposal_list"),
    path(
        "vorschlaege/tagesordnung/<str:school_number>/neu/",
        agenda_proposals.AgendaProposalCreateView.as_view(),
        name="suggestion_create",
    ),
    path(
        "vorschlaege/tagesordnung/<int:pk>/ablehnen/",
        agenda_proposals.AgendaProposalDeclineView.as_view(),
        name="suggestion_decline",
    ),
    path(
        MEETING + "tagesordnung/vorschlag/<int:suggestion>/",
        agenda_proposals.AgendaProposalTakeView.as_view(),
        name="suggestion_take",
    ),
    path(
        "vorschlaege/schule/<str:school_number>/<str:code>/",
        proposals.ProposalCreateView.as_view(),
        name="proposal_create",
    ),
    path("vorschlaege/<int:pk>/ablehnen/", proposals.ProposalDeclineView.as_view(), name="proposal_decline"),
    path(
        MEETING + "vorschlaege/<int:proposal>/uebernehmen/",
        proposals.ProposalTakeView.as_view(),
        name="proposal_take",
    ),
    path("erfahrungen/", experiences.ExperienceListView.as_view(), name="experience_list"),
    path(
        "erfahrungen/oeffentlich/", experiences.PublicExperienceListView.as_view(), name="experience_public"
    ),
    path(
        "erfahrungen/schule/<str:school_number>/neu/",
        experiences.ExperienceCreateView.as_view(),
        name="experience_create",
    ),
    path(
        "erfahrungen/<int:pk>/bearbeiten/",
        experiences.ExperienceUpdateView.as_view(),
        name="experience_update",
    ),
    path(
        "erfahrungen/<int:pk>/zuruecknehmen/",
        experiences.ExperienceWithdrawView.as_view(),
        name="experience_withdraw",
    ),
    path("beschluesse/", register.RegisterView.as_view(), name="register"),
    path("geschichte/", register.StoryView.as_view(), name="story"),
    path("meilensteine/", milestones.MilestoneListView.as_view(), name="milestone_list"),
    path("meilensteine/schuljahr/", milestones.MilestoneTimelineView.as_view(), name="milestone_timeline"),
    path(STEP, milestones.MilestoneDetailView.as_view(), name="milestone_detail"),
    path(STEP + "stand/", milestones.MilestoneUpdateView.as_view(), name="milestone_update"),
    path(STEP + "verbindungen/", milestones.MilestoneLinksView.as_view(), name="milestone_links"),
]
