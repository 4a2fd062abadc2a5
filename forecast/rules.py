"""What a user may do with forecasts: assumptions and money are a matter of the Träger's offices."""

from __future__ import annotations

import rules

from schools.rules import staffs_authority, staffs_school, works_at_school

rules.add_perm("forecast.view_wave", staffs_authority)
rules.add_perm("forecast.view_school_wave", works_at_school | staffs_school)
