"""A row of choices to switch on and off: one stop for Tab, arrows inside, Space to switch."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from reviewer_app.domain.form_type import Choice
from reviewer_app.ui.widgets.flow import FlowLayout

_TYPING_MS = 900


class ChipGroup(QWidget):
    """Chips for ``choices``; ``changed`` comes after a person switched one.

    Args:
        name: what is chosen, for screen readers.
        choices: key and label of each.
        single: switching one on switches the others off.
        alone: keys that stand alone (Whole school): on, they switch all others off.
        long_names: key → what a screen reader says, where the label is short ("Year 4").
        behind: keys that come out when the chip ``more`` is pressed; those switched on show anyway.
        more: the words of that chip.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        choices: Sequence[Choice],
        *,
        single: bool = False,
        alone: Iterable[str] = (),
        long_names: dict[str, str] | None = None,
        behind: Iterable[str] = (),
        more: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._single, self._alone = single, frozenset(alone)
        self._typed, self._since = "", QElapsedTimer()
        self.buttons: dict[str, QToolButton] = {}
        self.setAccessibleName(name)
        layout = FlowLayout(self)
        for choice in choices:
            button = QToolButton(self)
            button.setProperty("look", "chip")
            button.setText(choice.label)
            button.setCheckable(True)
            said = (long_names or {}).get(choice.key, choice.label)
            button.setAccessibleName(f"{name}: {said}")
            if said != choice.label:
                button.setToolTip(said)
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.installEventFilter(self)
            button.clicked.connect(self._on_clicked)
            layout.addWidget(button)
            self.buttons[choice.key] = button
        self._behind = frozenset(behind)
        self.more_button = QToolButton(self)
        self.more_button.setProperty("look", "chip")
        self.more_button.setText(more)
        self.more_button.setAccessibleName(f"{name}: {more}")
        self.more_button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.more_button.installEventFilter(self)
        self.more_button.clicked.connect(self._on_more)
        self.more_button.setVisible(bool(self._behind))
        layout.addWidget(self.more_button)
        for key in self._behind:
            self.buttons[key].hide()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self._set_stop(next(iter(self._chips()), None))

    def value(self) -> list[str]:
        """Return the keys that are on, in order."""
        return [key for key, button in self.buttons.items() if button.isChecked()]

    def show_value(self, keys: Iterable[str]) -> None:
        """Switch on exactly ``keys``."""
        wanted = set(keys)
        for key, button in self.buttons.items():
            button.setChecked(key in wanted)
            if key in self._behind:
                button.setVisible(key in wanted or self.more_button.isHidden())
        on = next((b for b in self.buttons.values() if b.isChecked()), None)
        self._set_stop(on or next(iter(self._chips()), None))

    def first(self) -> QWidget:
        """Return the chip that Tab comes to."""
        return self.focusProxy() or self

    def switch(self, key: str) -> None:
        """Switch a chip as a person would."""
        self.buttons[key].click()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move between chips by arrows, Home, End, and by typing a label."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QToolButton)
        ):
            return self._key(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, button: QToolButton, event: QKeyEvent) -> bool:
        chips = self._chips()
        at, key = chips.index(button), event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._go(chips[(at + 1) % len(chips)])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._go(chips[at - 1])
        elif key == Qt.Key.Key_Home:
            self._go(chips[0])
        elif key == Qt.Key.Key_End:
            self._go(chips[-1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            button.click()
        elif event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._type(event.text())
        else:
            return False
        return True

    def _type(self, letter: str) -> None:
        fresh = not self._since.isValid() or self._since.elapsed() > _TYPING_MS
        self._typed = letter.lower() if fresh else self._typed + letter.lower()
        self._since.start()
        labels = {b.text().lower(): b for b in self._chips()}
        exact = labels.get(self._typed)
        match = exact or next((b for t, b in labels.items() if t.startswith(self._typed)), None)
        if match is not None:
            self._go(match)

    def _go(self, button: QToolButton) -> None:
        self._set_stop(button)
        button.setFocus(Qt.FocusReason.TabFocusReason)

    def _set_stop(self, stop: QToolButton | None) -> None:
        for button in (*self.buttons.values(), self.more_button):
            policy = Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        if stop is not None:
            self.setFocusProxy(stop)

    def _chips(self) -> list[QToolButton]:
        """Return the chips in sight, in order."""
        chips = (*self.buttons.values(), self.more_button)
        return [chip for chip in chips if not chip.isHidden()]

    def _on_more(self) -> None:
        hidden = [key for key in self.buttons if self.buttons[key].isHidden()]
        for key in hidden:
            self.buttons[key].show()
        self._typed = ""
        self._go(self.buttons[hidden[0]] if hidden else self._chips()[0])
        self.more_button.hide()

    def _on_clicked(self) -> None:
        button = self.sender()
        if not isinstance(button, QToolButton):
            return
        key = next(k for k, b in self.buttons.items() if b is button)
        if button.isChecked():
            for other, chip in self.buttons.items():
                if other != key and (self._single or {key, other} & self._alone):
                    chip.setChecked(False)
        self._set_stop(button)
        self.changed.emit()
