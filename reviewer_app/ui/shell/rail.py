"""The rail at the left: one button for each place, names beside icons where there is room."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from reviewer_app.ui.shell.places import PlaceSpec
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.looks import set_look


class Rail(QObject):
    """Fills ``frame`` with buttons. ``chosen(key)`` when one is pressed."""

    chosen = Signal(str)

    def __init__(self, frame: QFrame, layout: QVBoxLayout, theme: Theme) -> None:
        super().__init__(frame)
        self._frame, self._layout, self._theme = frame, layout, theme
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._narrow = False
        layout.addStretch(1)

    @property
    def narrow(self) -> bool:
        """Say whether only icons show."""
        return self._narrow

    def build(self, specs: Iterable[PlaceSpec]) -> None:
        """Make the buttons."""
        for spec in specs:
            title = QCoreApplication.translate("Places", spec.title)
            button = QToolButton(self._frame)
            button.setObjectName(f"{spec.key}_rail_button")
            button.setProperty("look", "rail")
            button.setCheckable(True)
            button.setText(title)
            button.setAccessibleName(title)
            button.setToolTip(f"{title} ({spec.shortcut})" if spec.shortcut else title)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, key=spec.key: self.chosen.emit(key))
            self._theme.bind_icon(button, spec.icon, "text-secondary", "accent")
            self._group.addButton(button)
            self._layout.insertWidget(self._layout.count() - 1, button)
            self._buttons[spec.key] = button
        self.set_narrow(False)

    def show_only(self, keys: Iterable[str]) -> None:
        """Show the places that can be opened now."""
        wanted = set(keys)
        for key, button in self._buttons.items():
            button.setVisible(key in wanted)

    def mark(self, key: str) -> None:
        """Show which place is in front; a key without a button unmarks all."""
        self._group.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        self._group.setExclusive(True)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, or icons with names."""
        self._narrow = narrow
        width = self._theme.shape("rail-narrow" if narrow else "rail")
        self._frame.setFixedWidth(round(width * self._theme.zoom))
        style = Qt.ToolButtonStyle
        wide = style.ToolButtonTextBesideIcon
        for button in self._buttons.values():
            set_look(button, "rail-narrow" if narrow else "rail")
            button.setToolButtonStyle(style.ToolButtonIconOnly if narrow else wide)
