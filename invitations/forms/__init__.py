"""The forms of the invitations."""

from invitations.forms.invitations import AnswerForm, SendForm
from invitations.forms.polls import PollAnswerForm, PollForm

__all__ = ["AnswerForm", "PollAnswerForm", "PollForm", "SendForm"]
