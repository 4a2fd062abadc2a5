"""Rooms that were saved with no number and no find, before that left them open, are not counted yet."""

from django.db import migrations


def open_again(apps, _schema_editor):
    rooms = apps.get_model("equipment", "RoomCount").unscoped
    waiting = rooms.filter(taken_at__isnull=True, stocktaking__closed_at__isnull=True)
    waiting.filter(lines={}, finds=[]).update(counted_at=None, counted_by=None)


class Migration(migrations.Migration):
    dependencies = [("equipment", "0016_target_values")]

    operations = [migrations.RunPython(open_again, migrations.RunPython.noop, elidable=True)]
