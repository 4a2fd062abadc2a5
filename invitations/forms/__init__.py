"""The forms of the invitations."""

from invitations.forms.invitations import STANDING, AnswerForm, SendForm
from invitations.forms.polls import PollAnswerForm, PollForm
from invitations.forms.succession import SuccessionForm

__all__ = ["STANDING", "AnswerForm", "PollAnswerForm", "PollForm", "SendForm", "SuccessionForm"]
