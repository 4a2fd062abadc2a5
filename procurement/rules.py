"""What a user may do in procurement: money is a matter of the Träger's offices, receipt one of who unpacks."""

from __future__ import annotations

import rules

from schools.rules import runs_school, staffs_authority, works_at_school

rules.add_perm("procurement.view_order", staffs_authority)
rules.add_perm("procurement.change_order", staffs_authority)
rules.add_perm("procurement.view_deliveries", works_at_school | runs_school)
rules.add_perm("procurement.confirm_delivery", works_at_school | runs_school)
