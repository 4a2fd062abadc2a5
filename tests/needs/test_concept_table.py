"""The needs in section 6 of the Medienkonzept: what was sent, and nothing that is still a draft."""

from __future__ import annotations

from uuid import uuid4

import pytest

from needs.concept_tables import need_table
from needs.services import lists
from tests.needs.conftest import YEAR, draft, sent, values
from tests.world import World

pytestmark = pytest.mark.usefixtures("world")


def test_a_draft_has_no_table(world: World) -> None:
    draft(world)
    assert need_table(world.school_a) is None


def test_the_newest_list_that_was_sent_and_its_day(world: World) -> None:
    sent(world, quantity=15)
    lists.create_item(
        world.school_a, year=YEAR + 1, values=values(quantity=99), submission_id=uuid4(), actor=None
    )
    table = need_table(world.school_a)
    assert table is not None
    assert (table.title, table.rows[0][1]) == (f"Bedarf für {YEAR}", "15")
    assert table.note.startswith("So von der Schule abgeschickt am ")
    assert "99" not in str(table.rows)


def test_what_was_withdrawn_is_a_draft_again(world: World) -> None:
    sent(world)
    lists.withdraw_list(world.school_a, year=YEAR, actor=world.user("lead_a"))
    assert need_table(world.school_a) is None
