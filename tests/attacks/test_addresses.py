"""Parameters that no page of the portal sends: each is answered, none breaks the server."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.roundtables.conftest import Table, page, table  # noqa: F401 - the fixture of a table
from tests.world import World

HUGE = "9" * 5000  # more digits than Python turns into a number


@pytest.mark.parametrize(
    "address",
    [
        "/schulen/%00/",
        "/schulen/traeger/99001%00/personen/",
        "/schulen/einladungen/neu/?schule=%00",
        "/schulen/einladungen/neu/?traeger=99001%00",
        "/matrix/freigaben/?q=a%00b",
        "/schulen/?q=a%00b",
    ],
)
def test_nul_byte_in_address_names_nothing(world: World, address: str):
    assert world.client_for("lead_a").get(address).status_code == 404


@pytest.mark.parametrize("year", ["9999", "0000", "0001", HUGE, "²", "-1"])
def test_milestones_of_impossible_year_are_unfiltered(world: World, year: str):
    page = world.client_for("lead_a").get(reverse("roundtables:milestone_list"), {"year": year})
    assert page.status_code == 200
    assert page.context["filters"].year is None


def test_release_with_forged_number_is_refused_in_words(world: World):
    """No matrix is loaded: the release itself is refused, not the number that nobody typed."""
    address = reverse("matrix:school_release", args=["990012"])
    answer = world.client_for("lead_a").post(address, {"seen": HUGE})
    assert answer["Location"] == reverse("matrix:school_check", args=["990012"])


@pytest.mark.parametrize("chosen", ["-" * 36, HUGE, "\0" * 36, ""])
def test_archive_of_no_report_leads_back(world: World, chosen: str):
    answer = world.client_for("adviser").post(reverse("reports:report_archive"), {"report": chosen})
    assert answer["Location"] == reverse("reports:adviser_page")


@pytest.mark.parametrize("email", ["İt@example.org", "x" * 250 + "@example.org"])
def test_reset_for_address_that_no_account_can_have(world: World, email: str):
    answer = world.client_for("anonymous").post(reverse("account_reset_password"), {"email": email})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["email"]


def test_address_of_member_longer_than_any(table: Table):  # noqa: F811 - the fixture
    form = {
        "name": "Eva",
        "body": "Schulamt",
        "function": "advise",
        "email": "e" * 60 + "@" + "a.b" * 80 + ".de",
    }
    answer = table.world.client_for("staff").post(page("member_create", table.series.pk), form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["email"]


def test_name_with_line_breaks_is_one_line(world: World):
    """The name of the inviter stands in the mail of an invitation."""
    world.client_for("lead_a").post(
        reverse("accounts:profile"), {"name": "Lea\r\n\r\nIhr Konto ist gesperrt:\nhttps://evil.example"}
    )
    assert world.user("lead_a").name == "Lea Ihr Konto ist gesperrt: https://evil.example"
