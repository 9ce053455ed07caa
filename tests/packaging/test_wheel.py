"""The wheel works where there is no checkout: everything it reads is inside it."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(300)]


def run(*words: object, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a program to its end and return what it printed; fail with its words if it failed."""
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as an installer would: from the unpacked sdist, which holds no built file."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
        archive.extractall(folder / "source", filter="data")
    drawn = [n for n in names if n.endswith(".svg") and "/resources/styles/" not in n]
    assert not drawn  # the marks of the style sheet are ours; icons are made at build time
    assert not [name for name in names if name.endswith(".ttf") or "/ui_" in name]
    (source,) = (folder / "source").iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_holds_forms_fonts_icons_and_resources(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    forms = {f"reviewer_app/ui/_forms/ui_{form.stem}.py" for form in (ROOT / "forms").glob("*.ui")}
    assert forms <= names
    assert "reviewer_app/_resources/fonts/Inter-SemiBold.ttf" in names
    assert "reviewer_app/_resources/fonts/LICENSE-Inter.txt" in names
    assert "reviewer_app/_resources/icons/reviewer/index.theme" in names
    assert "reviewer_app/_resources/icons/reviewer/scalable/actions/home.svg" in names
    kept = run("git", "ls-files", "resources", cwd=ROOT).split()
    assert {f"reviewer_app/_{name}" for name in kept} <= names


def test_the_wheel_holds_nothing_else(wheel: Path):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"reviewer_app"}


def test_the_installed_wheel_starts_from_the_root_folder(wheel: Path, tmp_path: Path):
    run(
        *(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"),
        *("--target", tmp_path / "site", wheel),
        cwd=tmp_path,
    )
    # before the editable install of the checkout, which this interpreter also knows
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    where = "import json, reviewer_app.assets as a; print(json.dumps([a.__file__, str(a.root())]))"
    for place in json.loads(run(sys.executable, "-c", where, cwd=Path("/"), env=env)):
        assert place.startswith(str(tmp_path / "site"))
    run(sys.executable, "-m", "reviewer_app", "--smoke", cwd=Path("/"), env=env)
