"""The forms of the invitations."""

from invitations.forms.invitations import STANDING, AnswerForm, SendForm
from invitations.forms.polls import PollAnswerForm, PollForm

__all__ = ["STANDING", "AnswerForm", "PollAnswerForm", "PollForm", "SendForm"]
