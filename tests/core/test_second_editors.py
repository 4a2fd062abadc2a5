"""What becomes of a change when somebody else was quicker (docs/adr/0013)."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from core.errors import Conflict, require_seen, still_there


@pytest.mark.django_db
def test_a_row_that_is_gone_is_a_conflict_in_the_words_for_it() -> None:
    group = Group.objects.create(name="Fachstelle")
    Group.objects.filter(pk=group.pk).update(name="Neu")
    assert still_there(Group.objects.all(), group.pk).name == "Neu"
    key = group.pk
    group.delete()
    with pytest.raises(Conflict, match=r"^Jemand anderes hat das inzwischen entfernt\.$"):
        still_there(Group.objects.all(), key)
    with pytest.raises(Conflict, match=r"^Die Gruppe gibt es nicht mehr\.$"):
        still_there(Group.objects.all(), key, gone="Die Gruppe gibt es nicht mehr.")


def test_what_was_not_seen_is_a_conflict_and_shows_what_stands_there() -> None:
    require_seen(3, 3, changed="Nie gesagt.")
    with pytest.raises(Conflict, match=r"^Jemand anderes hat diesen Eintrag inzwischen geändert"):
        require_seen("a1", "b2")
    with pytest.raises(Conflict, match=r"^Die Liste ist anders\.$") as told:
        require_seen(4, 3, changed="Die Liste ist anders.", theirs="Text der anderen")
    assert told.value.theirs == "Text der anderen"
