"""All that the accounts hold of a person, for the copy that they take along."""

from multaqa.apps.accounts.models import Switch, User
from multaqa.apps.accounts.queries.second_factor import authenticators_of
from multaqa.kernel.copies import Tables, rows_of, tables_of

SECRETS = ("password", "signed_out_count")


def export_of(user: User) -> Tables:
    """Their account without its secrets: what opens it stays here, and says only that it exists."""
    found = User.objects.filter(pk=user.pk)
    tables = tables_of("accounts", user.pk)
    for row in tables["visit"]:
        row.pop("session_key", None)
    for row in tables["datacopy"]:
        row.pop("file_name", None)
    factors = rows_of(authenticators_of(user), user_id=user.pk, without=["data"])
    for row, one in zip(factors, authenticators_of(user), strict=True):
        row["name"] = one.data.get("name", "")
    switches = Switch.objects.filter(recipient__user=user).order_by("pk")
    tables["switch"] = rows_of(switches, user_id=user.pk)
    account = rows_of(found, user_id=user.pk, without=SECRETS)
    return {"user": account} | tables | {"authenticator": factors}
