"""What is made at build time: forms, fonts, icons."""

import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools import compile_forms, make_fonts, make_icons

FORM = """<ui version="4.0"><class>Probe</class><widget class="QWidget" name="Probe">
<layout class="QVBoxLayout" name="main_layout"><item><widget class="{}" name="title_edit"/></item>
</layout></widget></ui>"""


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the form compiler at an empty project; return its root."""
    for name, folder in (("FORMS", "forms"), ("OUTPUT", "compiled")):
        (tmp_path / folder).mkdir()
        monkeypatch.setattr(compile_forms, name, tmp_path / folder)
    return tmp_path


def test_a_form_becomes_a_class(forms: Path):
    (forms / "forms/probe.ui").write_text(FORM.format("QLineEdit"))
    compile_forms.compile_forms()
    text = (forms / "compiled/ui_probe.py").read_text()
    assert "class Ui_Probe(object)" in text
    assert "connectSlotsByName" not in text
    assert compile_forms.main(["--check"]) == 0


def test_a_stale_a_missing_and_a_left_over_class_are_told_and_mended(forms: Path):
    for name in ("stale", "missing"):
        (forms / f"forms/{name}.ui").write_text(FORM.format("QLineEdit"))
    for name in ("stale", "left_over"):
        (forms / f"compiled/ui_{name}.py").write_text("old")
    assert len(compile_forms.compile_forms(check=True)) == 3
    assert (forms / "compiled/ui_stale.py").read_text() == "old"
    assert compile_forms.main(["--check"]) == 1
    assert compile_forms.main([]) == 0
    made = sorted(path.name for path in (forms / "compiled").iterdir())
    assert made == ["ui_missing.py", "ui_stale.py"]
    assert compile_forms.main(["--check"]) == 0


def test_a_form_that_cannot_be_read_is_named(forms: Path):
    (forms / "forms/broken.ui").write_text("<ui>")
    with pytest.raises(SystemExit, match=r"broken\.ui"):
        compile_forms.compile_forms()


def test_a_layout_qt_does_not_know_fails_the_check(forms: Path):
    form = FORM.format("QLineEdit").replace("QVBoxLayout", "QVerticalBoxLayout")
    (forms / "forms/probe.ui").write_text(form)
    assert compile_forms.main([]) == 0
    assert compile_forms.main(["--check"]) == 1


@pytest.mark.parametrize("style", make_fonts.STYLES, ids=lambda style: style.name)
def test_the_fonts_are_one_family_with_letters_of_three_scripts(style: make_fonts.Style):
    font = TTFont(make_fonts.output_of(style))
    names = font["name"]
    assert (names.getDebugName(16) or names.getDebugName(1)) == "Inter"
    assert names.getDebugName(6) == f"Inter-{style.name}"
    assert font["OS/2"].usWeightClass == style.weight
    assert "fvar" not in font
    # Welsh, Polish, Greek, Cyrillic, and what the report draws
    assert {ord(letter) for letter in "ŵŷŴŶłżźćęąΩжЯ–—‘’“”•…"} <= font.getBestCmap().keys()


def test_every_icon_of_the_list_is_a_drawing():
    names = tomllib.loads(make_icons.LIST.read_text("utf-8"))["icons"]
    for name in names:
        drawing = ET.parse(make_icons.OUTPUT / f"{name}.svg").getroot()
        assert drawing.get("viewBox")
        assert list(drawing)
    assert {path.stem for path in make_icons.OUTPUT.glob("*.svg")} == set(names)


def test_fonts_and_icons_are_left_alone_while_they_are_up_to_date():
    assert not make_fonts.make_fonts()
    assert not make_icons.make_icons()
