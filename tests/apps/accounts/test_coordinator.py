"""The first coordinator is named on the server."""

import pytest
from typer.testing import CliRunner

from multaqa.apps.accounts.models import User
from multaqa.cli.main import app


@pytest.fixture
def command(db):
    def run(*arguments):
        return CliRunner().invoke(app, ["coordinator", *arguments])

    return run


def test_coordinator_makes_one_who_can_sign_in(command):
    result = command("٠٦٦١٢٣٤٥٦٧", "--name", "فاطمة")
    assert result.exit_code == 0, result.output
    user = User.objects.get()
    assert (user.phone, user.name, user.role_kinds) == ("+212661234567", "فاطمة", {"coordinator"})
    assert "+212661234567" in result.output


def test_coordinator_twice_changes_nothing_more(command):
    assert command("Fatima@example.ma").exit_code == 0
    assert command("fatima@example.ma").exit_code == 0
    assert command("fatima@example.ma", "--role", "auditor").exit_code == 0
    assert User.objects.get().role_kinds == {"coordinator", "auditor"}


@pytest.mark.parametrize(
    "arguments", [("فاطمة",), ("06 61",), ("fatima@example.ma", "--role", "king"), ()]
)
def test_coordinator_says_what_is_wrong(command, arguments):
    result = command(*arguments)
    assert result.exit_code == 2
    assert result.output.strip()
    assert "Traceback" not in result.output
    assert not User.objects.exists()
