"""Asking, watching, downloading: who may, what is seen, and that nothing is lost."""

import io
import re
import zipfile
from uuid import uuid4

import pytest
from django.urls import reverse
from kombu.exceptions import OperationalError

from matrix.models import Snapshot
from reports import services, tasks
from reports.models import ReportJob
from reports.views.naming import plain
from schools.access import Role
from schools.grants import Place
from schools.services import people
from tests.reports.conftest import release_of
from tests.world import make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    """The ids that the doorbell was rung for."""
    bells: list[str] = []
    monkeypatch.setattr(tasks.run_report, "apply_async", lambda args, **options: bells.append(args[0]))
    return bells


@pytest.fixture
def ready(world, released):
    job = services.request_report(world.school_a, actor=world.user("adviser"))
    services.perform(job.pk)
    return ReportJob.unscoped.get(pk=job.pk)


def test_asking_rings_once_and_leads_to_the_state(world, released, rung, django_capture_on_commit_callbacks):
    client, address = world.client_for("adviser"), reverse("reports:school_report_request", args=["990012"])
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(address)
        second = client.post(address)
    job = ReportJob.unscoped.get()
    assert first.url == second.url == reverse("reports:report_detail", args=[job.pk])
    assert set(rung) == {str(job.pk)}
    page = client.get(first.url)
    assert "Der Bericht wird erstellt" in page.content.decode()
    assert 'hx-trigger="every 2s"' in page.content.decode()


def test_a_queue_that_is_down_costs_time_not_the_job(
    world, released, monkeypatch, django_capture_on_commit_callbacks
):
    def dead(*args, **options):
        raise OperationalError

    monkeypatch.setattr(tasks.run_report, "apply_async", dead)
    with django_capture_on_commit_callbacks(execute=True):
        response = world.client_for("adviser").post(reverse("reports:school_report_request", args=["990012"]))
    assert response.status_code == 302
    assert ReportJob.unscoped.get().state == "queued"


def test_get_starts_nothing(world, released):
    assert (
        world.client_for("adviser").get(reverse("reports:school_report_request", args=["990012"])).status_code
        == 405
    )
    assert ReportJob.unscoped.count() == 0


def test_names_of_files_write_umlauts_out():
    assert plain("Jahresgespräch: Größe, Übung") == "jahresgespraech-groesse-uebung"


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("adviser", 302),
        ("lead_a", 302),
        ("staff", 302),
        ("supervision", 302),
        ("lead_b", 404),
        ("lead_c", 404),
        ("nobody", 404),
    ],
)
def test_who_may_ask_for_a_school_report(world, released, rung, actor, status):
    response = world.client_for(actor).post(reverse("reports:school_report_request", args=["990012"]))
    assert response.status_code == status


@pytest.mark.parametrize(
    ("actor", "status"), [("staff", 302), ("it", 403), ("adviser", 403), ("lead_a", 403), ("staff_c", 404)]
)
def test_who_may_ask_for_an_authority_report(world, released, rung, actor, status):
    response = world.client_for(actor).post(reverse("reports:authority_report_request", args=["99001"]))
    assert response.status_code == status


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("adviser", 200),
        ("lead_a", 200),
        ("staff", 200),
        ("supervision", 200),
        ("lead_b", 404),
        ("staff_c", 404),
        ("admin", 404),
    ],
)
def test_who_may_download(world, ready, actor, status):
    response = world.client_for(actor).get(reverse("reports:report_download", args=[ready.pk]))
    assert response.status_code == status
    if status == 200:
        assert response["Content-Type"] == "application/pdf"
        assert "schulbericht-grundschule-am-anger-" in response["Content-Disposition"]
        assert b"".join(response.streaming_content).startswith(b"%PDF-")
        response.close()


def test_a_foreign_report_looks_like_none(world, ready):
    client = world.client_for("lead_b")
    foreign = client.get(reverse("reports:report_download", args=[ready.pk]))
    missing = client.get(reverse("reports:report_download", args=[uuid4()]))
    assert (foreign.status_code, missing.status_code) == (404, 404)


def test_the_right_to_download_ends_with_the_role(world, ready):
    client = world.client_for("adviser")
    world.users["adviser"].memberships.all().delete()
    assert client.get(reverse("reports:report_download", args=[ready.pk])).status_code == 404


def test_the_state_partial_stops_asking_when_ready(world, ready):
    page = world.client_for("adviser").get(
        reverse("reports:report_detail", args=[ready.pk]), headers={"HX-Request": "true"}
    )
    text = page.content.decode()
    assert text.strip().startswith('<div id="report-status"')
    assert "hx-get" not in text
    assert "Bericht herunterladen (PDF)" in text
    assert "<html" not in text


def test_a_failure_is_told_on_the_page(world, catalogue):
    job = services.request_report(world.school_a, actor=world.user("adviser"))
    services.perform(job.pk)
    page = world.client_for("adviser").get(reverse("reports:report_detail", args=[job.pk])).content.decode()
    assert "Diese Schule hat noch nichts freigegeben." in page


def test_several_reports_as_zip_hold_only_readable_ones(world, ready, catalogue):
    release_of(world.school_c, world.users["lead_c"], catalogue)
    foreign = services.request_report(world.school_c, actor=world.user("adviser_c"))
    services.perform(foreign.pk)
    response = world.client_for("adviser").post(
        reverse("reports:report_archive"), {"report": [str(ready.pk), str(foreign.pk), "no-uuid"]}
    )
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert [name.split("-")[0] for name in archive.namelist()] == ["990012"]
    assert archive.testzip() is None


def test_archive_leaves_out_a_file_that_is_gone(world, ready):
    ready.file.storage.delete(ready.file.name)
    response = world.client_for("adviser").post(
        reverse("reports:report_archive"), {"report": [str(ready.pk)]}
    )
    assert response["Location"] == reverse("reports:adviser_page")


def test_choosing_nothing_is_said(world, ready):
    response = world.client_for("adviser").post(reverse("reports:report_archive"), follow=True)
    assert "Wählen Sie mindestens einen Bericht aus." in response.content.decode()


def test_the_adviser_sees_their_schools_with_state_and_report(world, ready):
    page = world.client_for("adviser").get(reverse("reports:adviser_page")).content.decode()
    assert "Grundschule Am Anger" in page
    assert reverse("reports:report_download", args=[ready.pk]) in page
    assert "Birkenweg" not in page
    assert "Drosselgasse" not in page


def test_a_release_from_before_the_training_plan_says_nothing_of_it(world, released):
    page = world.client_for("adviser").get(reverse("reports:adviser_page")).content.decode()
    assert "Grundschule Am Anger" in page
    assert "Fortbildungen" not in page


def test_several_reports_are_ordered_at_once_and_only_once(
    world, ready, catalogue, rung, django_capture_on_commit_callbacks
):
    client, address = world.client_for("staff"), reverse("reports:several_request")
    second, third = (
        make_school(f"99070{n}", f"Schule {n}", world.municipality, world.authority) for n in (1, 2)
    )
    release_of(second, world.users["staff"], catalogue)
    release_of(world.school_c, world.users["lead_c"], catalogue)
    numbers = [second.school_number, third.school_number, world.school_c.school_number]
    chosen = {"report": [str(ready.pk)], "school": numbers}
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(address, chosen, follow=True).text
    assert "1 Bericht bestellt, 1 lag schon bereit, 1 Schule hat noch nichts freigegeben. Fertige" in page
    job = ReportJob.unscoped.get(school=second)
    assert rung == [str(job.pk)]
    again = client.post(address, chosen, follow=True).text
    assert "0 Berichte bestellt, 1 lag schon bereit, 1 ist schon in Arbeit, 1 Schule" in again
    assert not ReportJob.unscoped.filter(school__in=[third, world.school_c]).exists()


def test_the_first_reports_can_be_ordered_too(world, catalogue):
    release_of(world.school_a, world.users["lead_a"], catalogue)
    page = world.client_for("adviser").get(reverse("reports:adviser_page")).text
    assert f'name="school" value="{world.school_a.school_number}"' in page
    assert reverse("reports:several_request") in page
    assert "als ZIP" not in page


def test_a_school_released_anew_gets_another_report(world, ready, catalogue, rung):
    release_of(world.school_a, world.users["lead_a"], catalogue)
    page = world.client_for("adviser").post(
        reverse("reports:several_request"), {"report": [str(ready.pk)]}, follow=True
    )
    assert "1 Bericht bestellt." in page.text
    none = world.client_for("adviser").post(reverse("reports:several_request"), follow=True)
    assert "Wählen Sie mindestens eine Schule aus." in none.text


def test_an_adviser_without_schools_is_told_what_to_do(world):
    page = world.client_for("nobody").get(reverse("reports:adviser_page")).content.decode()
    assert "Ihnen ist noch keine Schule zugeordnet." in page


def count_queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["reports:adviser_page", "reports:report_list"])
def test_query_counts_do_not_grow(world, ready, catalogue, name, django_assert_max_num_queries):
    client, address = world.client_for("staff"), reverse(name)
    client.get(address)
    few = count_queries(client, address, django_assert_max_num_queries)
    for number in range(20):
        school = make_school(
            f"9907{number:02d}"[-6:], f"Schule {number}", world.municipality, world.authority
        )
        release_of(school, world.users["staff"], catalogue)
        services.perform(
            services.request_report(school, actor=world.user("staff"), limit=None).pk
        ) if number < 2 else None
    assert Snapshot.unscoped.count() == 21
    assert count_queries(client, address, django_assert_max_num_queries) == few


@pytest.mark.parametrize(
    ("actor", "buttons"),
    [
        ("lead_a", ["/berichte/schule/990012/"]),
        ("staff", ["/berichte/traeger/990012/"]),
        ("adviser", []),
    ],
)
def test_the_list_offers_the_reports_of_ones_own_places(world, actor, buttons):
    page = world.client_for(actor).get(reverse("reports:report_list")).content.decode()
    assert re.findall(r'action="(/berichte/[^"]+)"', page) == [
        button.replace("traeger/990012", f"traeger/{world.authority.number}") for button in buttons
    ]


def test_two_schools_are_told_apart_by_name(world):
    people.grant(world.user("lead_a"), role=Role.SCHOOL_LEAD, place=Place(school=world.school_b), actor=None)
    page = world.client_for("lead_a").get(reverse("reports:report_list")).content.decode()
    for school in (world.school_a, world.school_b):
        assert f"Schulbericht anfordern: {school}" in page
