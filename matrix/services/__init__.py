"""What happens in the matrix: load a version, rate, release. Writes only; who may is asked at the edge."""

from matrix.services.catalogue import load_catalogue
from matrix.services.focus import end_focus, set_focus
from matrix.services.hints import aspects_of_rules, load_hint_rules
from matrix.services.joint import (
    SheetOver,
    add_links,
    agree,
    answer_alone,
    close_joint_round,
    hand_in,
    open_joint_round,
    require_open,
)
from matrix.services.joint_sheets import forget_sheets, withdraw_link
from matrix.services.marks import mark_releases, mark_school_year, name_release
from matrix.services.ratings import Answer, Outcome, confirm, rate, rate_table, start_round, withdraw
from matrix.services.releases import release, repeats
from matrix.services.subjects import Subject
from matrix.services.voices import newest_of, say

__all__ = [
    "Answer",
    "Outcome",
    "SheetOver",
    "Subject",
    "add_links",
    "agree",
    "answer_alone",
    "aspects_of_rules",
    "close_joint_round",
    "confirm",
    "end_focus",
    "forget_sheets",
    "hand_in",
    "load_catalogue",
    "load_hint_rules",
    "mark_releases",
    "mark_school_year",
    "name_release",
    "newest_of",
    "open_joint_round",
    "rate",
    "rate_table",
    "release",
    "repeats",
    "require_open",
    "say",
    "set_focus",
    "start_round",
    "withdraw",
    "withdraw_link",
]
