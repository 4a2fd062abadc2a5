"""How a report looks is part of what it says: every file that is printed counts."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test.signals import template_rendered

from reports import appearance, pipeline, services
from reports.models import ReportJob
from reports.registry import BUILDERS

FOLDER = Path(settings.BASE_DIR) / "templates" / "reports" / "pdf"


@pytest.fixture(autouse=True)
def afresh():
    appearance.appearance_of.cache_clear()
    yield
    appearance.appearance_of.cache_clear()


@pytest.fixture
def copied(tmp_path, settings):
    """The templates of the reports in a folder where they can be changed."""
    engine, *rest = settings.TEMPLATES
    shutil.copytree(FOLDER, tmp_path / "reports" / "pdf")
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path, *engine["DIRS"]]}, *rest]
    return tmp_path / "reports" / "pdf"


@pytest.mark.parametrize("name", ["school.html", "base.html", "_milestones.html"])
def test_a_changed_template_looks_different(copied, name):
    before = appearance.appearance_of("reports/pdf/school.html")
    assert appearance.appearance_of("reports/pdf/school.html") == before
    with (copied / name).open("a") as file:
        file.write("<!-- changed -->")
    appearance.appearance_of.cache_clear()
    assert appearance.appearance_of("reports/pdf/school.html") != before


def test_another_kind_stays_as_it_is(copied):
    before = appearance.appearance_of("reports/pdf/minutes.html")
    (copied / "school.html").write_text("changed")
    appearance.appearance_of.cache_clear()
    assert appearance.appearance_of("reports/pdf/minutes.html") == before


@pytest.mark.parametrize("part", ["_styles", "_words"])
def test_style_and_words_count(monkeypatch, tmp_path, part):
    before = appearance.appearance_of("reports/pdf/school.html")
    assert all(path.exists() for path in getattr(appearance, part)())
    (tmp_path / "changed").write_text("changed")
    monkeypatch.setattr(appearance, part, lambda: [tmp_path / "changed"])
    appearance.appearance_of.cache_clear()
    assert appearance.appearance_of("reports/pdf/school.html") != before


def test_the_name_of_the_portal_counts(settings):
    before = appearance.appearance_of("reports/pdf/school.html")
    settings.SITE_NAME = "Another"
    appearance.appearance_of.cache_clear()
    assert appearance.appearance_of("reports/pdf/school.html") != before


@pytest.mark.parametrize("kind", BUILDERS)
def test_a_print_template_uses_those_beside_it_alone(kind):
    """Else a change elsewhere would not be noticed."""
    files = appearance._templates(BUILDERS[kind].template_name)
    known, source = {path.name for path in files}, files[0].read_text()
    lines = [
        part.split('"')[1] for part in source.split("{%") if part.split()[:1] in (["include"], ["extends"])
    ]
    assert {name.removeprefix("reports/pdf/") for name in lines} <= known


@pytest.mark.django_db
def test_everything_that_is_rendered_counts(world, released):
    job = services.request_report(world.school_a, actor=world.user("adviser"))
    services.perform(job.pk)
    used = set()

    def note(sender, template, **rest):
        used.add(Path(template.origin.name))

    template_rendered.connect(note)
    try:
        pipeline.render_html("school", ReportJob.unscoped.get(pk=job.pk).snapshot)
    finally:
        template_rendered.disconnect(note)
    assert used
    assert used <= set(appearance._templates("reports/pdf/school.html"))
