"""Permissions of what belongs to no school: the operator's pages."""

import rules

from schools.rules import is_admin

rules.add_perm("core.change_sitepage", is_admin)
