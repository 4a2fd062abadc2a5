"""Items that stand on agendas already learn what they stand for, as far as the rows they came out of tell."""

from uuid import NAMESPACE_URL, uuid5

from django.db import migrations

BY_NAME = 5  # version of a mark that is made of what the item is about


def tell_subjects(apps, schema_editor):
    """Older items first: one that was not dealt with takes over what its forerunner has just learned."""
    items = apps.get_model("roundtables", "AgendaItem").unscoped
    for item in items.exclude(origin="").order_by("pk"):
        _from_origin(apps, item)
    for proposal in apps.get_model("roundtables", "AgendaProposal").unscoped.exclude(item=None):
        aspect = _aspect_by_code(apps, proposal.code, proposal.aspect_name)
        _tell(apps, proposal.item, school=proposal.school_id, aspects=[aspect] if aspect else [])
    _from_marks(apps)


def _tell(apps, item, *, topic=None, school=None, aspects=()):
    keys = [pk for pk in aspects if pk]
    rows = apps.get_model("matrix", "Aspect").objects.filter(pk__in=keys).order_by("field__order", "order")
    item.topic_id = topic or rows.exclude(topic=None).values_list("topic", flat=True).first()
    item.school_id = school
    item.save(update_fields=["topic", "school"])
    item.aspects.set(rows)


def _from_origin(apps, item):
    def row(app, model, manager="unscoped"):
        return getattr(apps.get_model(app, model), manager).filter(pk=item.origin_id).first()

    if item.origin == "views":
        topic = row("matrix", "JoinedTopic", "objects")
        _tell(apps, item, topic=topic.pk if topic else None)
    elif item.origin == "waits":
        _tell(apps, item, aspects=[item.origin_id])
    elif item.origin == "aged":
        release = row("matrix", "Snapshot")
        _tell(apps, item, school=release.school_id if release else None)
    else:
        names = {
            "milestone": "Milestone",
            "agreement": "Agreement",
            "postponed": "Agreement",
            "unfinished": "AgendaItem",
        }
        source = row("roundtables", names[item.origin]) if item.origin in names else None
        if source:
            about = {"topic": source.topic_id, "school": getattr(source, "school_id", None)}
            _tell(apps, item, aspects=source.aspects.values_list("pk", flat=True), **about)


def _aspect_by_code(apps, code, name):
    """The newest version in which the aspect has this name, else the newest that has its code."""
    rows = apps.get_model("matrix", "Aspect").objects.filter(code=code).order_by("-pk")
    found = rows.filter(name=name).first() or rows.first()
    return found.pk if found and code else None


def _from_marks(apps):
    """Different views: the mark is made of meeting, school or Träger, and aspect."""
    items = apps.get_model("roundtables", "AgendaItem").unscoped.exclude(submission_id=None)
    aspects = list(apps.get_model("matrix", "Aspect").objects.values_list("pk", "field__side"))
    for item in items.select_related("meeting__series"):
        if item.submission_id.version != BY_NAME:
            continue
        schools = apps.get_model("schools", "School").unscoped.filter(
            municipality=item.meeting.series.municipality_id
        )
        known = {
            "school": set(schools.values_list("pk", flat=True)),
            "authority": set(schools.values_list("authority", flat=True)),
        }
        marks = (
            (f"difference:{item.meeting_id}:{side}:{subject}:{aspect}", side, subject, aspect)
            for aspect, side in aspects
            for subject in known[side]
        )
        for mark, side, subject, aspect in marks:
            if uuid5(NAMESPACE_URL, mark) == item.submission_id:
                _tell(apps, item, school=subject if side == "school" else None, aspects=[aspect])
                break


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0026_item_subjects")]

    operations = [migrations.RunPython(tell_subjects, migrations.RunPython.noop)]
