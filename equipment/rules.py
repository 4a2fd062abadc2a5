"""What a user may do with stock, types and target values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.rules import (
    carries_on_school,
    equips_authority,
    equips_school,
    is_admin,
    staffs_authority,
    staffs_school,
    works_at_school,
)

if TYPE_CHECKING:
    from accounts.models import User
    from equipment.models import ImportProfile

keeps_inventory = works_at_school | equips_school  # the Träger edits the stock of all own schools


@rules.predicate
def deletes_profile(user: User, profile: ImportProfile) -> bool:
    """A school its own mapping, the Träger its own and those of its schools."""
    owner: Any = profile.school or profile.authority
    return user.has_perm("equipment.import_stock" if profile.school else "equipment.import_bulk", owner)


rules.add_perm("equipment.view_stock", keeps_inventory | carries_on_school)
rules.add_perm("equipment.change_stock", keeps_inventory)
rules.add_perm("equipment.hand_over_stock", equips_school)  # to another school of the same Träger
rules.add_perm(
    "equipment.view_who", works_at_school | staffs_school
)  # people by name; a contractor reads things
rules.add_perm("equipment.view_who_imports", staffs_authority)  # likewise, in the lists of a Träger
rules.add_perm("equipment.import_stock", keeps_inventory)
rules.add_perm("equipment.delete_profile", deletes_profile)
rules.add_perm("equipment.change_targets", staffs_authority)
rules.add_perm("equipment.view_targets", equips_authority)
rules.add_perm("equipment.change_type", is_admin)
rules.add_perm("equipment.change_price", staffs_authority)
rules.add_perm("equipment.import_bulk", equips_authority)
rules.add_perm("equipment.change_recording", staffs_authority)
