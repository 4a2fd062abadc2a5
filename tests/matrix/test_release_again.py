"""A release of what was released already: nothing hinders it, but nobody does it without knowing."""

from django.urls import reverse

from tests.matrix.conftest import stage

CHECK, RELEASE = (reverse(f"matrix:school_{name}", args=["990012"]) for name in ("check", "release"))


def test_who_changed_nothing_since_the_release_reads_that_first(matrix_world, answer):
    client = matrix_world.client_for("lead_a")
    answer(matrix_world.school_a, "S1.1", stage(2))
    client.post(RELEASE, {"seen": "0"})
    same = client.get(CHECK).text
    assert "Seit der Freigabe 1 vom" in same
    assert "Unverändert mit heutigem Datum freigeben" in same
    answer(matrix_world.school_a, "S1.2", stage(1))
    changed = client.get(CHECK).text
    assert ("hat sich nichts geändert" in changed, "Jetzt freigeben" in changed) == (False, True)
