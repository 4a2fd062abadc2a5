"""What a user may do in procurement: money is a matter of the Träger's offices, receipt one of who unpacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from schools.access import OFFICES, access_for
from schools.rules import equips_school, heads_authority, is_admin, staffs_authority, works_at_school

if TYPE_CHECKING:
    from accounts.models import User


@rules.predicate
def staffs_some_authority(user: User) -> bool:
    return bool(access_for(user).authority_ids(*OFFICES))


rules.add_perm("procurement.view_order", staffs_authority)
rules.add_perm("procurement.change_order", staffs_authority)
rules.add_perm("procurement.exceed_approved", heads_authority)
rules.add_perm("procurement.view_deliveries", works_at_school | equips_school)
rules.add_perm("procurement.confirm_delivery", works_at_school | equips_school)
rules.add_perm("procurement.view_programme", is_admin | staffs_some_authority)
rules.add_perm("procurement.change_programme", is_admin)
rules.add_perm("procurement.view_grant", staffs_authority)
rules.add_perm("procurement.change_grant", staffs_authority)
