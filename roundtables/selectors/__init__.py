"""The read doors of the round table: pages, minutes, and what other apps ask of it."""

from roundtables.selectors.correction import amendments_of
from roundtables.selectors.differences import DifferenceLine, TopicDifferences, difference_of, differences_at
from roundtables.selectors.goals import GoalProgress, goals_with_progress
from roundtables.selectors.meeting import (
    MeetingPage,
    attendance_of,
    meeting_page,
    open_proposals,
    result_groups,
)
from roundtables.selectors.milestone import milestone_history, milestone_page, milestones_to_read
from roundtables.selectors.milestones import (
    STILL_OPEN,
    MilestoneFilter,
    may_report,
    milestone_choices,
    milestone_lines,
    milestone_rows,
)
from roundtables.selectors.minutes import (
    RESULTS,
    agenda_lines,
    draft_content,
    minutes_content,
    next_meetings,
)
from roundtables.selectors.onward import cell_at, onward_of, rate_links, school_key_at
from roundtables.selectors.picture import (
    Grid,
    Picture,
    newest_releases,
    picture_of,
    topic_by_code,
    topic_views,
    topics_on,
)
from roundtables.selectors.preparation import OfferGroup, offer_of, preparation_of
from roundtables.selectors.register import RegisterFilter, register_keys, register_lines
from roundtables.selectors.sealing import open_at_the_end, sealing_warnings
from roundtables.selectors.seals import broken_seals, seal_is_intact, seal_of
from roundtables.selectors.since import SinceLastTime, previous_meeting, since_last_time
from roundtables.selectors.story import Story, StoryPage, story_page
from roundtables.selectors.subjects import result_begins_with, sources_of, step_begins_with
from roundtables.selectors.tables import (
    SeriesPage,
    guideline_history,
    living_focus_topics,
    living_guidelines,
    milestones_of,
    series_page,
    series_rows,
)
from roundtables.selectors.timeline import timeline_of

__all__ = [
    "RESULTS",
    "STILL_OPEN",
    "DifferenceLine",
    "GoalProgress",
    "Grid",
    "MeetingPage",
    "MilestoneFilter",
    "OfferGroup",
    "Picture",
    "RegisterFilter",
    "SeriesPage",
    "SinceLastTime",
    "Story",
    "StoryPage",
    "TopicDifferences",
    "agenda_lines",
    "amendments_of",
    "attendance_of",
    "broken_seals",
    "cell_at",
    "difference_of",
    "differences_at",
    "draft_content",
    "goals_with_progress",
    "guideline_history",
    "living_focus_topics",
    "living_guidelines",
    "may_report",
    "meeting_page",
    "milestone_choices",
    "milestone_history",
    "milestone_lines",
    "milestone_page",
    "milestone_rows",
    "milestones_of",
    "milestones_to_read",
    "minutes_content",
    "newest_releases",
    "next_meetings",
    "offer_of",
    "onward_of",
    "open_at_the_end",
    "open_proposals",
    "picture_of",
    "preparation_of",
    "previous_meeting",
    "rate_links",
    "register_keys",
    "register_lines",
    "result_begins_with",
    "result_groups",
    "school_key_at",
    "seal_is_intact",
    "seal_of",
    "sealing_warnings",
    "series_page",
    "series_rows",
    "since_last_time",
    "sources_of",
    "step_begins_with",
    "story_page",
    "timeline_of",
    "topic_by_code",
    "topic_views",
    "topics_on",
]
