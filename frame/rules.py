"""Who writes the strategic frame: whoever runs the table of the municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from roundtables.querysets import municipalities_run_by

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Municipality


@rules.predicate
def runs_table_in(user: User, municipality: Municipality) -> bool:
    """Offices of a Träger with schools there, and the moderator of the area."""
    return municipalities_run_by(user).filter(pk=municipality.pk).exists()


rules.add_perm("frame.view_frame", rules.is_authenticated)  # rows are cut by visible_q
rules.add_perm("frame.change_frame", runs_table_in)
