"""What a user may do with stock, types and standards."""

from __future__ import annotations

import rules

from schools.rules import (
    carries_on_school,
    holds_office,
    is_admin,
    runs_school,
    staffs_authority,
    works_at_school,
)

keeps_inventory = works_at_school | runs_school  # the Träger's offices edit the stock of all own schools

rules.add_perm("equipment.view_stock", keeps_inventory | carries_on_school)
rules.add_perm("equipment.change_stock", keeps_inventory)
rules.add_perm("equipment.import_stock", keeps_inventory)
rules.add_perm("equipment.change_standard", holds_office)
rules.add_perm("equipment.view_standard", holds_office)
rules.add_perm("equipment.change_type", is_admin)
rules.add_perm("equipment.change_price", staffs_authority)
