"""What stood under an edition stands under its one college, which is everybody's."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    college_of = {}
    for edition in apps.get_model("forum", "Edition").objects.using(alias).all():
        college_of[edition.pk] = (
            apps.get_model("forum", "College")
            .objects.using(alias)
            .create(edition=edition, slug="all", position=1)
            .pk
        )
    for model in ("Applicant", "Category", "Draw", "ListImport"):
        rows = apps.get_model("forum", model).objects.using(alias)
        for edition_id, college_id in college_of.items():
            rows.filter(edition_id=edition_id).update(college_id=college_id)


class Migration(migrations.Migration):
    dependencies = [("forum", "0003_colleges_share_the_seats")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
