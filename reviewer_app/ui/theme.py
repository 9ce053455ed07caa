"""The look: tokens to palette and style sheet, icons in the theme's colours, fonts, text zoom."""

import tomllib
import weakref
from collections.abc import Mapping
from string import Template
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QByteArray, QDir, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStyleFactory, QWidget

from reviewer_app import assets

FAMILY: Final = "Inter"
FALLBACK_FAMILIES: Final = (FAMILY, "Segoe UI", "Noto Sans", "DejaVu Sans")
ZOOMS: Final = (0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
ICON_PIXELS: Final = (20, 25, 30, 40)
"""Sizes an icon is drawn at: 20 logical pixels at 100, 125, 150 and 200 %."""

_PALETTE: Final = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "surface-sunken",
    QPalette.ColorRole.ToolTipBase: "surface-raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text-secondary",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on-accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "surface-raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border-strong",
    QPalette.ColorRole.Shadow: "shade",
}
_SYSTEM: Final = {
    "window": QPalette.ColorRole.Window,
    "text": QPalette.ColorRole.WindowText,
    "accent": QPalette.ColorRole.Highlight,
    "on-accent": QPalette.ColorRole.HighlightedText,
    "surface": QPalette.ColorRole.Base,
}


def read_tokens() -> Mapping[str, Any]:
    """Return resources/styles/tokens.toml."""
    return tomllib.loads(assets.read_bytes("styles/tokens.toml").decode("utf-8"))


class Theme(QObject):
    """The theme in force. ``changed`` comes after colours or text sizes did.

    Nothing else in the program holds a colour: ask ``colour``, or name a class in base.qss.
    """

    changed = Signal()

    def __init__(self, *, dark: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = read_tokens()
        self._template = Template(assets.read_bytes("styles/base.qss").decode("utf-8"))
        self._dark = dark
        self._zoom = 1.0
        self._system: QPalette | None = None
        self._drawings: dict[str, bytes] = {}
        self._icons: dict[tuple[str, str, str], QIcon] = {}
        self._bound: weakref.WeakKeyDictionary[QWidget, tuple[str, str, str]] = (
            weakref.WeakKeyDictionary()
        )

    @property
    def dark(self) -> bool:
        """Say whether the dark theme is on."""
        return self._dark

    @property
    def zoom(self) -> float:
        """Return how much larger than 100 % text is."""
        return self._zoom

    def set_dark(self, dark: bool) -> None:
        """Change between light and dark."""
        if dark != self._dark:
            self._dark = dark
            self.apply()

    def set_zoom(self, zoom: float) -> None:
        """Set the text size; the nearest step is taken."""
        nearest = min(ZOOMS, key=lambda step: abs(step - zoom))
        if nearest != self._zoom:
            self._zoom = nearest
            self.apply()

    def step_zoom(self, steps: int) -> None:
        """Make text larger (1), smaller (-1) or normal (0)."""
        at = ZOOMS.index(self._zoom) + steps
        self.set_zoom(ZOOMS[max(0, min(at, len(ZOOMS) - 1))] if steps else 1.0)

    def colour(self, token: str) -> QColor:
        """Return the colour called ``token``. Raises KeyError where there is none."""
        if self._system is not None:
            return self._system_colour(token)
        return QColor(self._tokens["dark" if self._dark else "light"][token])

    def size(self, token: str) -> int:
        """Return a text size in pixels, zoomed."""
        return int(self._tokens["size"][token] * self._zoom + 0.5)

    def space(self, token: str) -> int:
        """Return a distance in pixels: xs, sm, md, lg, xl, xxl."""
        return int(self._tokens["space"][token])

    def shape(self, token: str) -> int:
        """Return a measure of a shape in pixels: radius, icon, rail, touch."""
        return int(self._tokens["shape"][token])

    def icon_size(self) -> int:
        """Return the side of a bound icon in pixels; it grows with the text beside it."""
        return self.size("icon")

    def font(self, size: str = "body", *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return the program's font at a text size, for painting."""
        font = QFont(list(FALLBACK_FAMILIES))
        font.setPixelSize(self.size(size))
        font.setWeight(weight)
        return font

    def apply(self) -> None:
        """Give palette, font and style sheet to the application, and icons to bound widgets."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        self._icons.clear()
        # one sheet in place of another costs several times as much as none between them: Qt
        # resolves every widget's font and palette against both
        app.setStyleSheet("")
        self._system = _high_contrast(app)
        if self._system is None:
            app.setPalette(self._palette())
        app.setFont(self.font())
        app.setStyleSheet(self.style_sheet())
        for widget, (name, colour, chosen) in list(self._bound.items()):
            if shiboken6.isValid(widget):
                _give_icon(widget, self.icon(name, colour, chosen), self.icon_size())
        self.changed.emit()

    def style_sheet(self) -> str:
        """Return base.qss with the tokens of this theme filled in."""
        names = {name: self.colour(name).name() for name in self._tokens["light"]}
        values = {
            **names,
            **{f"size-{k}": f"{self.size(k)}px" for k in self._tokens["size"]},
            **{f"space-{k}": f"{v}px" for k, v in self._tokens["space"].items()},
            **{k: f"{v}px" for k, v in self._tokens["shape"].items()},
            "line-button": f"{round(18 * self._zoom)}px",
            "line-field": f"{round(20 * self._zoom)}px",
            "theme": "dark" if self.colour("window").lightness() < 128 else "light",
        }
        return self._template.substitute({k.replace("-", "_"): v for k, v in values.items()})

    def icon(self, name: str, colour: str = "text-secondary", chosen: str = "") -> QIcon:
        """Return our icon ``name`` in the colour ``colour``, ``chosen`` while it is checked.

        Raises FileNotFoundError where there is no such icon.
        """
        key = (name, colour, chosen)
        if key not in self._icons:
            self._icons[key] = self._draw(name, colour, chosen or colour)
        return self._icons[key]

    def pixmap(self, name: str, colour: str, pixels: int) -> QPixmap:
        """Return the icon as a square picture of ``pixels``."""
        return self._picture(name, self.colour(colour), pixels)

    def bind_icon(
        self, widget: QWidget, name: str, colour: str = "text-secondary", chosen: str = ""
    ) -> None:
        """Give a button or label an icon that follows the theme."""
        self._bound[widget] = (name, colour, chosen)
        _give_icon(widget, self.icon(name, colour, chosen), self.icon_size())

    def _draw(self, name: str, colour: str, chosen: str) -> QIcon:
        icon = QIcon()
        modes, states = QIcon.Mode, QIcon.State
        for pixels in ICON_PIXELS:
            plain = self._picture(name, self.colour(colour), pixels)
            faint = self._picture(name, self.colour("text-disabled"), pixels)
            checked = self._picture(name, self.colour(chosen), pixels)
            icon.addPixmap(plain, modes.Normal, states.Off)
            icon.addPixmap(checked, modes.Normal, states.On)
            icon.addPixmap(faint, modes.Disabled, states.Off)
            icon.addPixmap(faint, modes.Disabled, states.On)
        return icon

    def _picture(self, name: str, colour: QColor, pixels: int) -> QPixmap:
        if name not in self._drawings:
            path = f"icons/reviewer/scalable/actions/{name}.svg"
            self._drawings[name] = assets.read_bytes(path)
        picture = QPixmap(pixels, pixels)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(self._drawings[name])).render(painter, QRectF(picture.rect()))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(picture.rect(), colour)
        painter.end()
        return picture

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.colour(token))
        roles = QPalette.ColorRole
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text-disabled"))
        return palette

    def _system_colour(self, token: str) -> QColor:
        """Return what a high-contrast system shows where we would show ``token``."""
        palette = self._system or QPalette()
        if token in _SYSTEM:
            return palette.color(_SYSTEM[token])
        if token.startswith("on-"):
            return palette.color(QPalette.ColorRole.HighlightedText)
        if token in ("practice", "focus", "accent-hover", "accent-pressed"):
            return palette.color(QPalette.ColorRole.Highlight)
        background = ("-soft", "surface", "hover", "pressed", "selected", "rail", "shade")
        if any(part in token for part in background):
            return palette.color(QPalette.ColorRole.Base)
        return palette.color(QPalette.ColorRole.WindowText)


def prepare(app: QApplication) -> None:
    """Set what never changes while the program runs: style, fonts, search paths."""
    app.setStyle(QStyleFactory.create("Fusion"))
    for name in assets.names("fonts", ".ttf"):
        QFontDatabase.addApplicationFontFromData(QByteArray(assets.read_bytes(name)))
    root = assets.root()
    QDir.setSearchPaths("icons", [str(root.joinpath("icons", "reviewer", "scalable", "actions"))])
    QDir.setSearchPaths("styles", [str(root.joinpath("styles"))])


def _high_contrast(app: QApplication) -> QPalette | None:
    """Return the system's palette where it asks for high contrast (Qt 6.10 and later can tell)."""
    style = app.styleHints()  # named: the hints below die with their wrapper
    hints = getattr(style, "accessibility", lambda: None)()
    preference = getattr(hints, "contrastPreference", lambda: None)()
    if getattr(preference, "name", "") == "HighContrast":
        return app.style().standardPalette()
    return None


def _give_icon(widget: QWidget, icon: QIcon, pixels: int) -> None:
    if isinstance(widget, QAbstractButton):
        widget.setIconSize(QSize(pixels, pixels))
        widget.setIcon(icon)
    elif isinstance(widget, QLabel):
        widget.setPixmap(icon.pixmap(QSize(pixels, pixels), widget.devicePixelRatioF()))
