"""What a user may do with a Jahresgespräch."""

from __future__ import annotations

import rules

from schools.rules import staffs_authority, staffs_school, works_at_school

takes_part = works_at_school | staffs_school

rules.add_perm("annualreviews.view_review", takes_part)
rules.add_perm("annualreviews.change_review", takes_part)  # both sides write while they talk
rules.add_perm("annualreviews.close_review", staffs_school)
rules.add_perm("annualreviews.view_round", staffs_authority)
