"""What people type at a table, turned into values that the services take."""

from roundtables.forms.afterwards import (
    CloseForm,
    FocusEndForm,
    GuidelineEndForm,
    GuidelineReplaceForm,
    MilestoneProgressForm,
)
from roundtables.forms.documents import DocumentForm
from roundtables.forms.links import MilestoneLinksForm
from roundtables.forms.members import MemberForm, MemberSeatForm
from roundtables.forms.minutes import AddendumForm, AmendmentAnswerForm, AmendmentForm
from roundtables.forms.places import LearningPlaceForm
from roundtables.forms.proposals import AgendaProposalForm, DeclineForm, ProposalForm
from roundtables.forms.results import (
    AgreementForm,
    ExperienceForm,
    FocusTopicForm,
    GoalForm,
    GuidelineForm,
    MilestoneForm,
    ResultForm,
)
from roundtables.forms.tables import AgendaItemForm, GuestForm, MeetingForm, NotesForm, SeriesForm
from roundtables.forms.templates import TemplateFillForm, TemplateSaveForm
from roundtables.forms.voices import TableVoiceForm

__all__ = [
    "AddendumForm",
    "AgendaItemForm",
    "AgendaProposalForm",
    "AgreementForm",
    "AmendmentAnswerForm",
    "AmendmentForm",
    "CloseForm",
    "DeclineForm",
    "DocumentForm",
    "ExperienceForm",
    "FocusEndForm",
    "FocusTopicForm",
    "GoalForm",
    "GuestForm",
    "GuidelineEndForm",
    "GuidelineForm",
    "GuidelineReplaceForm",
    "LearningPlaceForm",
    "MeetingForm",
    "MemberForm",
    "MemberSeatForm",
    "MilestoneForm",
    "MilestoneLinksForm",
    "MilestoneProgressForm",
    "NotesForm",
    "ProposalForm",
    "ResultForm",
    "SeriesForm",
    "TableVoiceForm",
    "TemplateFillForm",
    "TemplateSaveForm",
]
