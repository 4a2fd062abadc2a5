"""The mark against second clicks is called `submission_id` everywhere."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0024_attendance_words")]

    operations = [
        migrations.RenameField("agendadocument", "submission", "submission_id"),
        migrations.RenameField("agendaitem", "submission", "submission_id"),
        migrations.RenameField("agendaproposal", "submission", "submission_id"),
        migrations.RenameField("agreement", "submission", "submission_id"),
        migrations.RenameField("amendment", "submission", "submission_id"),
        migrations.RenameField("experiencenote", "submission", "submission_id"),
        migrations.RenameField("focustopic", "submission", "submission_id"),
        migrations.RenameField("goalperspective", "submission", "submission_id"),
        migrations.RenameField("guideline", "submission", "submission_id"),
        migrations.RenameField("learningplace", "submission", "submission_id"),
        migrations.RenameField("milestone", "submission", "submission_id"),
        migrations.RenameField("milestoneproposal", "submission", "submission_id"),
        migrations.RenameField("minutesaddendum", "submission", "submission_id"),
        migrations.RenameField("parkeditem", "submission", "submission_id"),
    ]
