"""Who may ask for which report. Reading is `ReportJob.visible_to`."""

from __future__ import annotations

import rules

from roundtables.rules import runs_table
from schools.rules import (
    reads_contents,
    staffs_authority,
    staffs_school,
    works_at_school,
)

rules.add_perm("reports.view_report", rules.is_authenticated)  # rows are cut by visible_q
rules.add_perm("reports.request_school_report", reads_contents)
rules.add_perm("reports.request_needs_report", works_at_school | staffs_school)
rules.add_perm("reports.request_review_report", works_at_school | staffs_school)
rules.add_perm("reports.request_authority_report", staffs_authority)
rules.add_perm("reports.request_minutes", rules.is_authenticated)  # the meeting was fetched with visible_to
rules.add_perm("reports.request_table_report", rules.is_authenticated)  # likewise the series
rules.add_perm("reports.send_minutes", runs_table)
rules.add_perm("reports.view_adviser_page", rules.is_authenticated)
rules.add_perm("reports.request_proof", staffs_authority)
