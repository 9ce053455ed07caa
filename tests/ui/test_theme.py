"""The look keeps its promises: contrast in both themes, one source of colours, live icons."""

import re

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QTextEdit,
    QToolButton,
)

from reviewer_app import assets
from reviewer_app.ui.theme import FAMILY, ZOOMS, Theme, read_tokens

TOKENS = read_tokens()


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs(section: str) -> list[tuple[str, str, str]]:
    return [
        (theme, front, back)
        for theme in ("light", "dark")
        for front, backs in TOKENS[section].items()
        for back in backs
    ]


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("name", "front", "back"), pairs("contrast"))
def test_text_can_be_read(name: str, front: str, back: str):
    assert contrast(TOKENS[name][front], TOKENS[name][back]) >= 4.5


@pytest.mark.parametrize(("name", "front", "back"), pairs("contrast-shapes"))
def test_shapes_can_be_seen(name: str, front: str, back: str):
    assert contrast(TOKENS[name][front], TOKENS[name][back]) >= 3


def test_both_themes_are_complete():
    assert TOKENS["light"].keys() == TOKENS["dark"].keys()


def test_every_colour_that_text_may_have_is_in_the_contrast_table():
    sheet = assets.read_bytes("styles/base.qss").decode()
    used = set(re.findall(r"(?<![-\w])color: \$\{(\w+)\}", sheet))
    exempt = {"text_disabled"}  # WCAG leaves out what cannot be used
    assert {name.replace("_", "-") for name in used - exempt} <= TOKENS["contrast"].keys()


def test_no_colour_is_written_outside_the_tokens():
    sheet = assets.read_bytes("styles/base.qss").decode()
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", re.sub(r"#\w+_\w+", "", sheet))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_pictures_of_the_style_sheet_have_colours_of_their_theme(name: str):
    for picture in assets.names(f"styles/{name}", ".svg"):
        for colour in re.findall(r"#[0-9a-f]{6}", assets.read_bytes(picture).decode()):
            assert colour in TOKENS[name].values(), f"{picture} has a colour of its own"


def test_the_style_sheet_has_no_open_token(theme: Theme):
    for dark in (False, True):
        theme.set_dark(dark)
        assert "${" not in theme.style_sheet()


def test_the_shipped_font_is_used(theme: Theme, qtbot):
    label = QLabel("ŵ ŷ ł Ω Ж")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert QFontInfo(label.font()).family() == FAMILY


def test_icons_follow_the_theme(theme: Theme, qtbot):
    button = QToolButton()
    qtbot.addWidget(button)
    theme.bind_icon(button, "save", "text")

    def colours() -> set[str]:
        picture = button.icon().pixmap(20, 20).toImage()
        seen = (picture.pixelColor(x, y) for x in range(20) for y in range(20))
        return {QColor(c.rgb()).name() for c in seen if c.alpha() == 255}

    assert colours() == {TOKENS["light"]["text"]}
    theme.set_dark(True)
    assert colours() == {TOKENS["dark"]["text"]}


def test_text_grows_in_steps_and_comes_back(theme: Theme, qapp: QApplication):
    normal = theme.size("body")
    for _ in ZOOMS:
        theme.step_zoom(1)
    assert theme.zoom == 2.0
    assert theme.size("body") == 2 * normal
    assert qapp.font().pixelSize() == 2 * normal
    theme.step_zoom(0)
    assert theme.size("body") == normal


def test_an_icon_that_does_not_exist_is_a_bug(theme: Theme):
    with pytest.raises(FileNotFoundError):
        theme.icon("no_such_icon")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextEdit, QComboBox])
def test_words_in_empty_boxes_can_be_read(theme, qtbot, dark, kind):
    theme.set_dark(dark)
    box = kind()
    if isinstance(box, QComboBox):
        box.setEditable(True)
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    inner = box.lineEdit() if isinstance(box, QComboBox) else box
    placeholder = inner.palette().color(QPalette.ColorRole.PlaceholderText)
    assert placeholder.alpha() == 255
    assert contrast(placeholder.name(), theme.colour("surface").name()) >= 4.5
    theme.set_dark(False)


def test_tick_boxes_grow_with_the_words_beside_them(theme, qtbot):
    box = QCheckBox("Words")
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    style, metric = box.style(), QStyle.PixelMetric.PM_IndicatorWidth
    before = style.pixelMetric(metric, None, box)
    theme.set_zoom(2.0)
    assert box.style().pixelMetric(metric, None, box) >= 1.8 * before
    theme.set_zoom(1.0)


@pytest.mark.parametrize("kind", [QPushButton, QLineEdit])
def test_at_double_size_nothing_to_press_is_lower_than_its_text(theme, qtbot, kind):
    widget = kind()
    qtbot.addWidget(widget)
    widget.show()
    theme.set_zoom(2.0)
    widget.resize(200, 10)  # as a crowded page would have it
    assert widget.height() >= widget.fontMetrics().height()
    assert widget.height() > 2 * 20
    theme.set_zoom(1.0)
