"""An instance as it is put before the public: nothing that Django or a library warns of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("mode", "options"),
    [("production", ["--deploy"]), ("demonstration", [])],
    ids=["deploy", "demo"],
)
def test_check_finds_nothing_to_warn_of(tmp_path, mode, options):
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "multaqa.portal.settings",
        "MULTAQA_MODE": mode,
        "MULTAQA_HOME": str(tmp_path),
    }
    if mode == "production":
        environment["MULTAQA_ORIGIN"] = "https://example.ma"
    command = [sys.executable, "-m", "django", "check", *options, "--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
