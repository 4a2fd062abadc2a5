from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_message_id")]

    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="bounce",
            field=models.CharField(
                blank=True,
                choices=[("failed", "came back"), ("delayed", "is held up on its way")],
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="bounce_status",
            field=models.CharField(blank=True, max_length=9),
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="bounced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("bounce", ""), ("bounce_status", ""), ("bounced_at", None))
                | models.Q(("bounce__in", ["failed", "delayed"]), ("bounced_at__isnull", False))
                & ~models.Q(("bounce_status", "")),
                name="outbox_bounce_is_whole",
            ),
        ),
    ]
