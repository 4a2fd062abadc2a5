"""Which line of a file means which batch: every pairing, pure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipment.matching import BLANK, Existing, counts, fingerprint, plan_lines

TABLETS = {
    "type": "TAB",
    "quantity": 15,
    "room": "Raum 1",
    "purchase_year": 2024,
    "funding_source": "EIG",
    "condition": "good",
    "state": "in_use",
    "serials": "",
}


def batch(pk, **changed):
    return Existing(pk, 0, TABLETS | changed)


def line(number, key=None, **changed):
    return {"line": number, "key": key, "values": TABLETS | changed}


def said(number, **values):
    """A line of a file with few columns."""
    return {
        "line": number,
        "key": None,
        "values": {"type": "TAB", "room": "Raum 1", "purchase_year": 2024, "funding_source": "EIG", **values},
    }


def told(steps):
    return [(step.line, step.action, step.batch and step.batch.pk, step.fault) for step in steps]


@pytest.mark.parametrize(
    ("lines", "batches", "expected"),
    [
        ([line(2)], [], [(2, "create", None, "")]),
        ([line(2)], [batch(1)], [(2, "unchanged", 1, "")]),
        ([line(2, quantity=16)], [batch(1)], [(2, "update", 1, "")]),
        ([line(2, room="raum 1")], [batch(1)], [(2, "update", 1, "")]),  # spelled anew, the same room
        ([line(2, room="Raum 2")], [batch(1)], [(2, "create", None, "")]),
        ([line(2, purchase_year=None)], [batch(1)], [(2, "create", None, "")]),
        ([line(2, state="broken")], [batch(1)], [(2, "update", 1, "")]),  # the one candidate
        ([line(2), line(3, state="broken")], [batch(1)], [(2, "unchanged", 1, ""), (3, "create", None, "")]),
        ([line(2, state="stored")], [batch(1), batch(2, state="broken")], [(2, "faulty", None, "ambiguous")]),
        (
            [line(3, state="broken"), line(2)],
            [batch(1), batch(2, state="broken")],
            [(2, "unchanged", 1, ""), (3, "unchanged", 2, "")],
        ),
        ([said(2, quantity=15)], [batch(1)], [(2, "unchanged", 1, "")]),
        (
            [said(2, quantity=15)],
            [batch(1), batch(2, state="broken")],
            [(2, "faulty", None, "ambiguous")],
        ),
        ([said(2, quantity=9)], [batch(1, state="retired")], [(2, "create", None, "")]),
        ([line(2, state="retired")], [batch(1, state="retired")], [(2, "unchanged", 1, "")]),
        ([line(2, state="retired")], [batch(1)], [(2, "update", 1, "")]),
        ([line(2), line(3)], [], [(2, "create", None, ""), (3, "faulty", None, "line_twice")]),
        ([line(2), line(3)], [batch(1)], [(2, "unchanged", 1, ""), (3, "faulty", None, "line_twice")]),
        ([line(2, key=1, room="Raum 9")], [batch(1)], [(2, "update", 1, "")]),
        ([line(2, key=7)], [batch(1)], [(2, "faulty", None, "unknown_key")]),
        (
            [line(2, key=1), line(3, key=1)],
            [batch(1)],
            [(2, "unchanged", 1, ""), (3, "faulty", 1, "key_twice")],
        ),
        (
            [line(2, key=1, room="Raum 2"), line(3, key=2, room="Raum 1")],
            [batch(1), batch(2, room="Raum 2")],
            [(2, "update", 1, ""), (3, "update", 2, "")],  # rooms swapped
        ),
        (
            [line(2, key=1, room="Raum 2")],
            [batch(1), batch(2, room="Raum 2")],
            [(2, "faulty", 1, "line_twice")],
        ),
        # the keyed line becomes what the keyless one says
        (
            [line(2, key=2, quantity=4), line(3)],
            [batch(1), batch(2, state="broken")],
            [(2, "update", 2, ""), (3, "faulty", 1, "line_twice")],
        ),
    ],
)
def test_plan(lines, batches, expected):
    assert told(plan_lines(lines, batches)) == expected


def test_missing_columns_and_empty_state_keep_what_is_stored():
    stored = batch(1, condition="poor", serials="A\nB")
    (step,) = plan_lines([said(2, quantity=15, condition="", state="")], [stored])
    assert (step.action, step.values) == ("unchanged", stored.values)


def test_a_new_line_gets_defaults_for_what_it_does_not_say():
    (step,) = plan_lines([{"line": 2, "key": None, "values": {"type": "TAB", "quantity": 3}}], [])
    assert step.values == {
        "type": "TAB",
        "quantity": 3,
        "building": "",
        "room": "",
        "purchase_year": None,
        "funding_source": "",
        "invoice_number": "",
        "invoice_date": None,
        "price": None,
        "condition": "good",
        "state": "in_use",
        "serials": "",
    }


def test_changes_hold_old_and_new():
    (step,) = plan_lines([line(2, quantity=16, serials="X")], [batch(1)])
    assert step.changes == {"quantity": [15, 16], "serials": ["", "X"]}


def test_fingerprint_changes_with_the_plan_only():
    one = plan_lines([line(2, quantity=16)], [batch(1)])
    assert fingerprint(one) == fingerprint(plan_lines([line(2, quantity=16)], [batch(1)]))
    assert fingerprint(one) != fingerprint(plan_lines([line(2, quantity=16)], [batch(1, quantity=14)]))
    assert counts(one) == {"create": 0, "update": 1, "unchanged": 0, "faulty": 0}


SAID = st.fixed_dictionaries(
    {
        "building": st.sampled_from(["", "A", "B"]),
        "price": st.sampled_from([None, "1.00"]),
        "state": st.sampled_from(["in_use", "broken", "retired"]),
        "condition": st.sampled_from(["good", "fair"]),
        "quantity": st.integers(1, 3),
    }
)


@settings(max_examples=200, deadline=None)
@given(st.lists(SAID, max_size=4), st.lists(SAID, max_size=4))
def test_the_same_file_again_changes_nothing(rows, stock):
    lines = [line(number, **row) for number, row in enumerate(rows, start=2)]
    batches: list[Existing] = []
    for pk, row in enumerate(stock, start=1):
        alike = {name: value for name, value in row.items() if name != "quantity"}
        if row["state"] == "retired" or not any(alike.items() <= one.values.items() for one in batches):
            batches.append(batch(pk, **BLANK | row))
    steps = plan_lines(lines, batches)
    after = {one.pk: one for one in batches}
    for number, step in enumerate(steps, start=100):
        pk = step.batch.pk if step.batch else number
        after[pk] = Existing(pk, 0, BLANK | step.values)
    if not counts(steps)["faulty"]:
        assert [step.action for step in plan_lines(lines, after.values())] == ["unchanged"] * len(lines)
