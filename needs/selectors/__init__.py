"""The read doors of needs: a school's list, the way of an item, the Träger's round."""

from needs.selectors.lists import Line, ListPicture, Money, line_of, list_picture, planning_years
from needs.selectors.proposals import Proposal, Proposed, proposals_of, proposed_to
from needs.selectors.rounds import WAITING, RoundPicture, round_lines, round_picture, sent_items
from needs.selectors.ways import Way, way_of

__all__ = [
    "WAITING",
    "Line",
    "ListPicture",
    "Money",
    "Proposal",
    "Proposed",
    "RoundPicture",
    "Way",
    "line_of",
    "list_picture",
    "planning_years",
    "proposals_of",
    "proposed_to",
    "round_lines",
    "round_picture",
    "sent_items",
    "way_of",
]
