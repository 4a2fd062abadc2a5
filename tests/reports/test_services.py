"""The job row is the truth: claims, fences, attempts, sweeps, mails."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.errors import DomainError
from core.jobs import LostClaim
from core.models import OutboxMail
from reports import pipeline, services
from reports.models import ReportJob
from tests.pdf_checks import assert_accessible
from tests.reports.conftest import release_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(world, released):
    return services.request_report(world.school_a, actor=world.user("adviser"))


def refreshed(job):
    return ReportJob.unscoped.get(pk=job.pk)


def test_a_report_is_made_once_and_told_once(job):
    services.perform(job.pk)
    done = refreshed(job)
    assert (done.state, done.progress, done.attempts) == ("done", 100, 1)
    assert done.as_of == timezone.localdate()
    with done.file.open("rb") as file:
        assert_accessible(file.read())
    first = done.file.name
    services.perform(job.pk)  # the message came twice
    assert refreshed(job).file.name == first
    assert list(OutboxMail.objects.values_list("recipient", "subject")) == [
        ("adviser@example.org", "Ihr Bericht ist fertig")
    ]


def test_asking_twice_gives_the_running_job(world, job):
    assert services.request_report(world.school_a, actor=world.user("adviser")) == job
    assert ReportJob.unscoped.count() == 1


def test_another_part_of_the_subject_is_another_report(world, job):
    actor = world.user("lead_a")
    first = services.request_report(world.school_a, actor=actor, params={"year": 2027})
    assert services.request_report(world.school_a, actor=actor, params={"year": 2027}) == first
    second = services.request_report(world.school_a, actor=actor, params={"year": 2028})
    assert len({job.pk, first.pk, second.pk}) == 3


def test_more_than_three_open_jobs_are_refused(world, job):
    adviser = world.user("adviser")
    for school in (world.school_b, world.school_c):
        services.request_report(school, actor=adviser)
    with pytest.raises(DomainError, match="3"):
        services.request_report(world.authority, actor=adviser)


def test_nothing_released_is_said_in_words(world, catalogue):
    job = services.request_report(world.school_a, actor=world.user("adviser"))
    services.perform(job.pk)
    failed = refreshed(job)
    assert failed.state == "failed"
    assert (
        failed.error
        == "Diese Schule hat noch nichts freigegeben. Ein Bericht ist nach der ersten Freigabe möglich."
    )
    assert OutboxMail.objects.get().subject == "Ihr Bericht konnte nicht erstellt werden"


def test_the_right_is_asked_again_in_the_worker(world, job):
    world.users["adviser"].memberships.all().delete()
    services.perform(job.pk)
    assert (refreshed(job).state, refreshed(job).file.name, OutboxMail.objects.count()) == ("denied", "", 0)


def test_only_one_worker_wins_the_claim(job):
    assert ReportJob.unscoped.claim(job.pk) == 1
    assert ReportJob.unscoped.claim(job.pk) is None


def test_a_dead_workers_job_is_taken_over_and_the_zombie_stores_nothing(job):
    fence = ReportJob.unscoped.claim(job.pk)
    ReportJob.unscoped.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    services.perform(job.pk)
    done = refreshed(job)
    assert (done.state, done.attempts, done.fence) == ("done", 2, 2)
    with pytest.raises(LostClaim):
        pipeline.run(job, fence)
    assert refreshed(job).file.name == done.file.name


def test_a_lost_claim_leaves_no_second_file(job, settings):
    fence = ReportJob.unscoped.claim(job.pk)
    ReportJob.unscoped.filter(pk=job.pk).update(fence=9)
    before = set((settings.MEDIA_ROOT / "reports").glob("*"))
    with pytest.raises(LostClaim):
        pipeline._store(refreshed(job), fence, ContentFile(b"%PDF", name="report.pdf"))
    assert set((settings.MEDIA_ROOT / "reports").glob("*")) == before


def test_a_poisonous_job_ends_after_three_attempts(job):
    ReportJob.unscoped.filter(pk=job.pk).update(
        state="running", attempts=3, lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert services.sweep() == []
    assert refreshed(job).state == "failed"
    assert OutboxMail.objects.count() == 1
    assert ReportJob.unscoped.claim(job.pk) is None


def test_a_report_whose_requester_no_mail_reaches_holds_up_no_other(job, world):
    other = services.request_report(world.school_a, actor=world.user("staff"))
    assert other.pk != job.pk
    User.objects.filter(pk=job.requested_by_id).update(email="niemand")
    ReportJob.unscoped.update(state="running", attempts=3, lease_until=timezone.now() - timedelta(seconds=1))
    assert services.sweep() == []
    assert {refreshed(one).state for one in (job, other)} == {"failed"}
    assert list(OutboxMail.objects.values_list("recipient", flat=True)) == [world.users["staff"].email]


def test_the_sweep_rings_for_forgotten_jobs(job):
    assert services.sweep() == []  # its message may still be on the way
    ReportJob.unscoped.filter(pk=job.pk).update(requested_at=timezone.now() - timedelta(minutes=1))
    assert services.sweep() == [job.pk]


def test_unchanged_content_is_not_printed_again(world, job, monkeypatch):
    services.perform(job.pk)
    monkeypatch.setattr(pipeline, "to_pdf", lambda html: pytest.fail("printed again"))
    again = services.request_report(world.school_a, actor=world.user("staff"))
    services.perform(again.pk)
    first, second = refreshed(job), refreshed(again)
    assert (second.state, second.file.name, second.label) == ("done", first.file.name, first.label)


def test_a_new_release_is_printed_anew(world, job, catalogue):
    services.perform(job.pk)
    release_of(world.school_a, world.users["lead_a"], catalogue, ratings={})
    again = services.request_report(world.school_a, actor=world.user("adviser"))
    services.perform(again.pk)
    assert refreshed(again).file.name != refreshed(job).file.name
    assert refreshed(again).label != refreshed(job).label


def test_a_changed_template_prints_unchanged_content_again(world, job, monkeypatch):
    services.perform(job.pk)
    monkeypatch.setattr(pipeline, "appearance_of", lambda template_name: "another")
    again = services.request_report(world.school_a, actor=world.user("staff"))
    services.perform(again.pk)
    assert refreshed(again).file.name != refreshed(job).file.name


def test_a_retry_prints_what_was_frozen(world, job, catalogue):
    fence = ReportJob.unscoped.claim(job.pk)
    frozen = pipeline.freeze(refreshed(job), fence)
    release_of(world.school_a, world.users["lead_a"], catalogue, ratings={})
    ReportJob.unscoped.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    services.perform(job.pk)
    assert refreshed(job).snapshot == frozen


@pytest.mark.expects_errors
def test_a_fault_while_printing_is_told_in_plain_words(job, monkeypatch):
    monkeypatch.setattr(pipeline, "to_pdf", lambda html: 1 / 0)
    services.perform(job.pk)
    assert refreshed(job).state == "failed"
    assert "ZeroDivision" not in refreshed(job).error


def test_expired_files_go_and_shared_ones_stay(world, job):
    services.perform(job.pk)
    twin = services.request_report(world.school_a, actor=world.user("staff"))
    services.perform(twin.pk)
    storage, name = refreshed(job).file.storage, refreshed(job).file.name
    old = timezone.now() - timedelta(days=services.KEEP_DAYS + 1)
    ReportJob.unscoped.filter(pk=job.pk).update(finished_at=old)
    assert services.remove_expired() == 1
    assert storage.exists(name)
    ReportJob.unscoped.filter(pk=twin.pk).update(finished_at=old)
    assert services.remove_expired() == 1
    assert not storage.exists(name)


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_are_one_job(world, released):
    barrier, found = Barrier(10), []

    def click() -> None:
        barrier.wait()
        try:
            found.append(services.request_report(world.school_a, actor=world.user("adviser")).pk)
        finally:
            connection.close()

    threads = [Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert len(set(found)) == 1
    assert ReportJob.unscoped.count() == 1
