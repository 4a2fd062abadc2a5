"""What a user may do with a standard and with what is missing."""

from __future__ import annotations

import rules

from schools.rules import equips_authority, equips_school, staffs_authority, works_at_school

rules.add_perm("standards.view_version", equips_authority)
rules.add_perm("standards.change_version", staffs_authority)
rules.add_perm("standards.view_gap", works_at_school | equips_school)
