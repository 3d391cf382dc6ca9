"""The small rooms of the floor: house, pages, secrets, keys."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.apps import apps
from django.template import engines

from multaqa.kernel import faults, house, keys, secrets
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import PHRASES

ROOT = Path(__file__).parents[2]


def test_house_wakes_phrases_and_receivers():
    ours = [one for one in apps.get_app_configs() if one.name.startswith("multaqa.apps")]
    assert ours
    assert all(isinstance(one, house.App) for one in ours)
    for config in ours:
        folder = Path(config.path)
        for room in ("phrases", "receivers"):
            written = (folder / f"{room}.py").exists() or (folder / room).is_dir()
            assert (f"{config.name}.{room}" in sys.modules) == written
    assert {"job.fault", "accounts.bad_contact"} <= set(PHRASES)


@pytest.fixture
def whole_and_part(settings, tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "list.html").write_text("whole {{ word }}")
    (tmp_path / "tests" / "_list.html").write_text("part {{ word }}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    yield
    engines.__dict__.pop("templates", None)


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({}, b"whole &lt;b&gt;"),
        ({"HX-Request": "true"}, b"part &lt;b&gt;"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, b"whole &lt;b&gt;"),
    ],
    ids=["whole", "htmx", "history"],
)
def test_page_is_whole_or_its_part(db, rf, whole_and_part, headers, shown):
    request = rf.get("/", headers=headers)
    request.resolver_match = None
    response = page(request, "tests/list", {"word": "<b>"}, status=422)
    assert (response.status_code, response.content) == (422, shown)
    assert "HX-Request" in response.headers["Vary"]


def test_page_without_a_fragment_is_whole_for_htmx_too(db, rf, whole_and_part, tmp_path):
    (tmp_path / "tests" / "_list.html").unlink()
    request = rf.get("/", headers={"HX-Request": "true"})
    request.resolver_match = None
    assert page(request, "tests/list", {"word": "here"}).content == b"whole here"


def test_kept_makes_a_secret_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "keys" / "secret"
    mask = os.umask(0)
    try:
        made = secrets.kept(path)
    finally:
        os.umask(mask)
    assert len(made) > 60
    assert secrets.kept(path, "another") == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    assert secrets.kept(tmp_path / "given", "mine") == "mine"


def test_kept_is_one_secret_for_processes_that_make_it_at_once(tmp_path):
    """Two hundred secrets, each asked for by four processes at about the same moment."""
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom multaqa.kernel import secrets\n"
        "print(flush=True)\nfolder = Path(sys.argv[1])\nwhile not (folder / 'go').exists(): pass\n"
        "print(*[secrets.kept(folder / 'keys' / str(n)) or '-' for n in range(200)])"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    makers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(4)
    ]
    for maker in makers:
        maker.stdout.readline()
    (tmp_path / "go").touch()
    made = {maker.communicate()[0].strip() for maker in makers}
    assert made == {" ".join((tmp_path / "keys" / str(n)).read_text() for n in range(200))}
    assert len(list((tmp_path / "keys").iterdir())) == 200


@pytest.fixture
def another_key(settings, tmp_path):
    keys.signing_key.cache_clear()
    settings.SIGNING_KEY = ""
    settings.HOME = tmp_path
    yield settings
    keys.signing_key.cache_clear()


def test_signing_key_is_made_once_and_kept(another_key, tmp_path):
    public = keys.public_key()
    keys.signing_key.cache_clear()
    assert keys.public_key() == public
    assert stat.S_IMODE((tmp_path / "keys" / "signing").stat().st_mode) == 0o600
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
        keys.signing_key().sign(b"words"), b"words"
    )


def test_signing_key_may_be_given(another_key, tmp_path):
    """RFC 8032, test 1."""
    another_key.SIGNING_KEY = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    assert keys.public_key() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert keys.private_bytes().hex() == another_key.SIGNING_KEY
    assert not (tmp_path / "keys").exists()


def test_told_names_the_class_and_the_place_and_never_the_words():
    try:
        int("x0661234567")
    except ValueError as error:
        said = faults.told(error)
    assert said.startswith("ValueError < tests/kernel/test_floor.py:")
    assert said.endswith(" test_told_names_the_class_and_the_place_and_never_the_words")
    assert "0661234567" not in said
