"""The write doors of the round table, one per use case."""

from roundtables.services.agenda import (
    add_agenda_item,
    change_agenda_item,
    move_agenda_item,
    place_agenda_item,
    remove_agenda_item,
    save_notes,
)
from roundtables.services.agenda_proposals import decline_item, propose_item, take_item
from roundtables.services.carrying import carry_over
from roundtables.services.differences import put_on_agenda
from roundtables.services.documents import add_document, remove_document
from roundtables.services.experiences import change_experience, share_experience, withdraw_experience
from roundtables.services.focus import end_focus_topic
from roundtables.services.links import bind_milestone
from roundtables.services.meetings import (
    add_guest,
    cancel_meeting,
    change_meeting,
    close_meeting,
    plan_meeting,
    record_all_present,
    record_attendance,
    set_functions,
    start_meeting,
)
from roundtables.services.members import (
    add_member,
    change_member,
    remove_member,
    succeed_member,
)
from roundtables.services.milestones import move_milestone, settle_agreement
from roundtables.services.minutes import (
    add_addendum,
    answer_amendment,
    open_correction,
    propose_amendment,
    reopen_draft,
    seal_minutes,
)
from roundtables.services.parking import park, take_back
from roundtables.services.places import add_place, change_place, remove_place
from roundtables.services.preparation import take_offer
from roundtables.services.proposals import decline, propose_milestone, take_over
from roundtables.services.results import (
    About,
    change_result,
    end_guideline,
    record_agreement,
    record_experience,
    record_focus_topic,
    record_goal,
    record_guideline,
    record_milestone,
    replace_guideline,
    withdraw_result,
)
from roundtables.services.tables import EDITABLE, change_series, create_series
from roundtables.services.templates import fill_agenda, save_template
from roundtables.services.voices import record_voice

__all__ = [
    "EDITABLE",
    "About",
    "add_addendum",
    "add_agenda_item",
    "add_document",
    "add_guest",
    "add_member",
    "add_place",
    "answer_amendment",
    "bind_milestone",
    "cancel_meeting",
    "carry_over",
    "change_agenda_item",
    "change_experience",
    "change_meeting",
    "change_member",
    "change_place",
    "change_result",
    "change_series",
    "close_meeting",
    "create_series",
    "decline",
    "decline_item",
    "end_focus_topic",
    "end_guideline",
    "fill_agenda",
    "move_agenda_item",
    "move_milestone",
    "open_correction",
    "park",
    "place_agenda_item",
    "plan_meeting",
    "propose_amendment",
    "propose_item",
    "propose_milestone",
    "put_on_agenda",
    "record_agreement",
    "record_all_present",
    "record_attendance",
    "record_experience",
    "record_focus_topic",
    "record_goal",
    "record_guideline",
    "record_milestone",
    "record_voice",
    "remove_agenda_item",
    "remove_document",
    "remove_member",
    "remove_place",
    "reopen_draft",
    "replace_guideline",
    "save_notes",
    "save_template",
    "seal_minutes",
    "set_functions",
    "settle_agreement",
    "share_experience",
    "start_meeting",
    "succeed_member",
    "take_back",
    "take_item",
    "take_offer",
    "take_over",
    "withdraw_experience",
    "withdraw_result",
]
