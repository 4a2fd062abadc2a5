"""The thirteen phases of a planning year as the portal proposes them: months, titles, what each side does.

Typical for NRW; there is no binding calendar, so a Träger changes what is different there.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

Month = tuple[int, int]  # (years after the planning year, month): (-1, 10) is October of the year before
REPORTING = 4  # its end is the day on which the lists of needs are due, kept by the planning round


@dataclass(frozen=True, slots=True)
class Rule:
    """From the first day of one month to the last day of another. An empty text: this side has nothing to do.

    Pages are names of addresses, of a school and of a Träger.
    """

    number: int
    begins: Month
    ends: Month
    title: Any
    school: Any = ""
    authority: Any = ""
    school_page: str = ""
    authority_page: str = ""

    def days(self, year: int) -> tuple[date, date]:
        """First and last day in the planning year `year`."""
        (first, month), (last, end) = self.begins, self.ends
        return date(year + first, month, 1), date(year + last, end, monthrange(year + last, end)[1])


RULES = (
    Rule(
        1,
        (-1, 10),
        (-1, 11),
        _("Taking stock"),
        _("Check your equipment list and enter pupils, classes and rooms as of 15 October."),
        _("Import device lists and see which schools have checked theirs."),
        "equipment:stock_list",
        "equipment:bulk_create",
    ),
    Rule(
        2,
        (-1, 11),
        (0, 1),
        _("Self-assessment"),
        _("Rate your side of the matrix and release it."),
        _("Rate the side of the school authority and release it."),
        "matrix:school_assessment",
        "matrix:authority_assessment",
    ),
    Rule(
        3,
        (0, 1),
        (0, 2),
        _("Round table I"),
        _(
            "Take part with your released picture: say where you need the school authority, and agree on focuses."
        ),
        _(
            "Invite and take part: compare the released pictures of your schools with yours, and agree on focuses."
        ),
        "roundtables:series_list",
        "roundtables:series_list",
    ),
    Rule(
        REPORTING,
        (0, 2),
        (0, 3),
        _("Reporting needs"),
        _("Write down what you need, with reason and priority, and send the list."),
        _("See which lists have come and whether they are complete."),
        "needs:need_list",
        "needs:round_detail",
    ),
    Rule(
        5,
        (0, 4),
        (0, 5),
        _("Jahresgespräch"),
        _("Talk with your school authority for an hour and agree on what comes."),
        _("Talk with each school for an hour and record what is agreed."),
        "annualreviews:review_detail",
        "annualreviews:review_list",
    ),
    Rule(
        6,
        (0, 5),
        (0, 6),
        _("Setting priorities"),
        _("Nothing to do: you read the result with its reason beside your needs."),
        _("Rank the recognised needs over all schools and settle the ranking."),
        "needs:need_list",
        "planning:ranking_detail",
    ),
    Rule(
        7,
        (0, 6),
        (0, 8),
        _("Request for the budget"),
        "",
        _("Put together the table for the budget and hand it to the treasury."),
        "",
        "planning:budget_detail",
    ),
    Rule(
        8,
        (0, 9),
        (0, 9),
        _("Round table II"),
        _("Take part: the school authority presents its plan, milestones are agreed."),
        _("Present the plan and agree on milestones."),
        "roundtables:series_list",
        "roundtables:series_list",
    ),
    Rule(
        9,
        (0, 9),
        (0, 11),
        _("Committee"),
        _("You are represented in the committee for schools."),
        _("Make the report for the committee and bring the draft in."),
        "",
        "reports:report_list",
    ),
    Rule(
        10,
        (0, 11),
        (0, 12),
        _("Decision of the council"),
        "",
        _("Enter the decision; the budget has to be notified by 30 November."),
        "",
        "planning:budget_detail",
    ),
    Rule(
        11,
        (1, 1),
        (1, 6),
        _("Release and procurement"),
        _("Confirm rooms and building work for what is delivered."),
        _("Order from the framework contracts."),
        "procurement:school_orders",
        "procurement:order_list",
    ),
    Rule(
        12,
        (1, 7),
        (1, 8),
        _("Roll-out"),
        _("Receive what was delivered, confirm it and train the staff."),
        _("Have it installed in the summer holidays, until school begins."),
        "procurement:school_orders",
        "procurement:order_list",
    ),
    Rule(
        13,
        (1, 10),
        (1, 10),
        _("Looking back"),
        _("Say what has helped and what has not."),
        _("Compare target and actual, and begin the next year."),
        "matrix:school_assessment",
        "reports:report_list",
    ),
)
PHASES = tuple(rule.number for rule in RULES)
BY_NUMBER = {rule.number: rule for rule in RULES}


def years_around(day: date) -> Iterator[int]:
    """Planning years that have a phase on `day`, unless a Träger's own dates lie far from the usual ones."""
    yield from (day.year - 1, day.year, day.year + 1)
