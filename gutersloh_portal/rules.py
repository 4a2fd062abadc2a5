"""Permissions of what belongs to no school: the operator's pages, the mails that failed."""

import rules

from schools.rules import is_admin

rules.add_perm("core.change_sitepage", is_admin)
rules.add_perm("core.manage_outbox", is_admin)
