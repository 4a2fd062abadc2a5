"""What a user may do with needs, one name per act."""

from __future__ import annotations

import rules

from schools.rules import (
    carries_on_school,
    leads_school,
    staffs_authority,
    staffs_school,
    works_at_school,
)

rules.add_perm("needs.view_list", works_at_school | carries_on_school)
rules.add_perm(
    "needs.view_item", works_at_school | staffs_school | carries_on_school
)  # rows are cut by visible_q
rules.add_perm("needs.change_item", works_at_school)
rules.add_perm("needs.send_list", leads_school)
rules.add_perm("needs.decide_item", staffs_school)
rules.add_perm("needs.correct_price", staffs_school)
rules.add_perm("needs.view_round", staffs_authority)
rules.add_perm("needs.change_round", staffs_authority)
