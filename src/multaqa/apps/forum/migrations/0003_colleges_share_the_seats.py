import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_the_value_is_whole_numbers")]

    operations = [
        migrations.CreateModel(
            name="College",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=30, verbose_name="address")),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
                (
                    "name_ar",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="name"),
                ),
                (
                    "name_fr",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="name"),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
                (
                    "kinds",
                    models.JSONField(blank=True, default=list, verbose_name="kinds of body"),
                ),
                (
                    "age_from",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="aged at least"
                    ),
                ),
                (
                    "age_to",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="aged at most"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="colleges",
                        to="forum.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "college",
                "verbose_name_plural": "colleges",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "slug"), name="college_slug_once"
                    ),
                    models.UniqueConstraint(
                        fields=("edition", "position"), name="college_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_from", None),
                            ("age_to", None),
                            ("age_to__gte", models.F("age_from")),
                            _connector="OR",
                        ),
                        name="college_ages_in_order",
                    ),
                ],
            },
        ),
        *(
            migrations.AddField(
                model_name=model,
                name="college",
                field=models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="forum.college",
                ),
            )
            for model in ("applicant", "category", "draw", "listimport")
        ),
    ]
