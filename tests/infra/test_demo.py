"""The demo world looks like real life on whatever day it is built."""

from gutersloh_portal.demo.tables import SATURDAY, _at


def test_nobody_meets_on_a_weekend() -> None:
    days = {_at(days, 14).date() for days in range(14)}
    assert {day.weekday() for day in days} == set(range(SATURDAY))
