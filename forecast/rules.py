"""What a user may do with forecasts: assumptions and money are a matter of the Träger's offices."""

from __future__ import annotations

from typing import Any

import rules

from schools.rules import staffs_authority, staffs_school, works_at_school


@rules.predicate
def staffs_scenario(user: Any, scenario: Any) -> bool:
    """Holds an office at the Träger whose scenario it is; others only read what is shared."""
    return bool(staffs_authority(user, scenario.authority))


rules.add_perm("forecast.view_wave", staffs_authority)
rules.add_perm("forecast.change_assumption", staffs_authority)
rules.add_perm("forecast.view_school_wave", works_at_school | staffs_school)
rules.add_perm("forecast.view_scenario", rules.is_authenticated)  # rows are cut by visible_q
rules.add_perm("forecast.change_scenario", staffs_scenario)
