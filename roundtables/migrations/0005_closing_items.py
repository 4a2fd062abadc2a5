from django.db import migrations, models

from roundtables.importers import agenda_templates


def mark_known_endings(apps, schema_editor):
    """Items that came out of a template with one of its closing titles."""
    titles = {item.title for items in agenda_templates().values() for item in items if item.is_closing}
    apps.get_model("roundtables", "AgendaItem")._base_manager.filter(title__in=titles).update(is_closing=True)


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0004_proposals")]

    operations = [
        migrations.AddField("agendaitem", "is_closing", models.BooleanField(default=False)),
        migrations.RunPython(mark_known_endings, migrations.RunPython.noop),
    ]
