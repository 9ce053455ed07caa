"""The house law: rules of the project that no linter knows, each as a test.

A rule is a function from source to complaints, so that each is also shown to catch a breach.
"""

import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "reviewer_app"
FORMS = sorted((ROOT / "forms").glob("*.ui"))
LINES = 400

Rule = Callable[[str, ast.Module], list[str]]


def modules() -> list[str]:
    """Return every module of the program that is written by hand, as a path below the package."""
    found = (path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
    return sorted(name for name in found if not name.startswith("ui/_forms/ui_"))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with the dotted name that is called (``"?.exec"`` on an expression)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield each import with its line: a module, or a dotted name taken from one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def no_print(name: str, tree: ast.Module) -> list[str]:
    """Programs talk through the screen and the log; only the command line prints."""
    if name == "cli.py" or name.startswith(("cli/", "cli_")):
        return []
    return [f"line {call.lineno}: print" for called, call in calls(tree) if called == "print"]


def no_sleep(name: str, tree: ast.Module) -> list[str]:
    """Waiting is for signals and conditions; the one wait by the clock is the sync's backoff."""
    if name.startswith("sync/") and "backoff" in name:
        return []
    sleeps = [
        f"line {call.lineno}: sleep" for called, call in calls(tree) if called == "time.sleep"
    ]
    return sleeps + [f"line {line}: sleep" for what, line in imported(tree) if what == "time.sleep"]


def no_nested_event_loop(name: str, tree: ast.Module) -> list[str]:
    """Dialogs open with open(): exec() runs an event loop inside a handler. The app runs one."""
    ours = {"app.exec", "application.exec", "self.app.exec", "self._app.exec", "QApplication.exec"}
    return [
        f"line {call.lineno}: {called}()"
        for called, call in calls(tree)
        if name.startswith("ui/") or name in {"bootstrap.py", "cli.py"}
        if called.endswith((".exec", ".exec_")) and called not in ours
    ] + [
        f"line {call.lineno}: {called}() waits in a loop of its own"
        for called, call in calls(tree)
        if re.fullmatch(
            r"Q(MessageBox|FileDialog|InputDialog)\.(information|question|warning|critical|about"
            r"|get\w+)",
            called,
        )
    ]


def no_plain_sqlite(name: str, tree: ast.Module) -> list[str]:
    """Our files are SQLCipher's: the standard module would damage them. The hub has plain ones."""
    if name.startswith("hub/"):
        return []
    return [
        f"line {line}: import {what}"
        for what, line in imported(tree)
        if what.split(".")[0] in {"sqlite3", "_sqlite3", "aiosqlite"}
    ]


ESCAPE_MODULES = {"reporting/escape.py", "reporting/text.py", "reporting/paragraphs.py"}


def no_raw_paragraph(name: str, tree: ast.Module) -> list[str]:
    """User text is markup to ReportLab: one module escapes it and makes the paragraphs."""
    if name in ESCAPE_MODULES:
        return []
    return [
        f"line {call.lineno}: Paragraph("
        for called, call in calls(tree)
        if called.split(".")[-1] == "Paragraph"
    ]


def no_unsafe_reading(name: str, tree: ast.Module) -> list[str]:
    """Files come from strangers: nothing that runs or unpacks them blindly."""
    found = []
    for called, call in calls(tree):
        if called in {"yaml.load", "yaml.unsafe_load", "eval", "exec"}:
            found.append(f"line {call.lineno}: {called}")
        if called.endswith((".extractall", ".unpack_archive")):
            found.append(f"line {call.lineno}: {called}")
        for argument in call.keywords:
            off = isinstance(argument.value, ast.Constant) and argument.value.value is False
            if argument.arg == "verify" and off:
                found.append(f"line {call.lineno}: verify=False")
            typ = argument.value
            if argument.arg == "typ" and isinstance(typ, ast.Constant) and typ.value == "unsafe":
                found.append(f"line {call.lineno}: an unsafe YAML reader")
    unsafe = {"pickle", "shelve", "marshal", "dill", "yaml"}
    return found + [
        f"line {line}: import {what}"
        for what, line in imported(tree)
        if what.split(".")[0] in unsafe
    ]


NETWORK = {
    "socket", "ssl", "http", "urllib", "ftplib", "smtplib", "httpx", "requests", "aiohttp",
    "websockets", "truststore", "PySide6.QtNetwork", "socketserver", "xmlrpc",
}  # fmt: skip
# reading addresses is not using the network, nor is a socket between two windows of one person
HARMLESS = {
    "urllib.parse", "http.HTTPStatus",
    "PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket",
}  # fmt: skip


def no_network(name: str, tree: ast.Module) -> list[str]:
    """What leaves the laptop leaves through sync, and nowhere else."""
    if name.startswith(("sync/", "hub/")):
        return []

    def within(what: str, names: set[str]) -> bool:
        return any(what == one or what.startswith(f"{one}.") for one in names)

    return [
        f"line {line}: import {what}"
        for what, line in imported(tree)
        if within(what, NETWORK) and not within(what, HARMLESS)
    ]


RULES: dict[Rule, str] = {
    no_print: "print('x')",
    no_sleep: "import time\ntime.sleep(1)",
    no_nested_event_loop: "QMessageBox(parent).exec()",
    no_plain_sqlite: "import sqlite3",
    no_raw_paragraph: "from reportlab.platypus import Paragraph\nParagraph(text, style)",
    no_unsafe_reading: "archive.extractall(folder)",
    no_network: "import httpx",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_program_keeps_the_rule(rule: Rule):
    breaches = [
        f"reviewer_app/{name} {complaint}"
        for name in modules()
        for complaint in rule(name, ast.parse((PACKAGE / name).read_bytes()))
    ]
    assert not breaches, f"{rule.__doc__}\n" + "\n".join(breaches)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_catches_a_breach(rule: Rule):
    assert rule("ui/home/view.py", ast.parse(RULES[rule]))


@pytest.mark.parametrize(
    "breach",
    [
        "QMessageBox.warning(self, 'a', 'b')",
        "QFileDialog.getSaveFileName(self)",
        "dialog.exec()",
    ],
)
def test_every_way_to_wait_in_a_nested_loop_is_caught(breach: str):
    assert no_nested_event_loop("ui/home/view.py", ast.parse(breach))


@pytest.mark.parametrize(
    "breach",
    ["import pickle", "httpx.Client(verify=False)", "YAML(typ='unsafe')", "import yaml"],
)
def test_every_unsafe_reader_is_caught(breach: str):
    assert no_unsafe_reading("content/x.py", ast.parse(breach))


@pytest.mark.parametrize(
    "breach",
    [
        "from PySide6.QtNetwork import QNetworkAccessManager",
        "from PySide6 import QtNetwork",
        "import urllib.request",
        "from http import client",
        "import socket",
    ],
)
def test_every_way_to_the_network_is_caught(breach: str):
    assert no_network("services/x.py", ast.parse(breach))


def test_reading_an_address_is_no_network():
    assert not no_network("services/x.py", ast.parse("from urllib.parse import quote"))


def test_the_modules_are_found():
    assert "assets.py" in modules()
    assert len(modules()) > 10


def test_no_module_is_longer_than_a_sitting():
    written = [*PACKAGE.rglob("*.py"), *(ROOT / "tools").rglob("*.py"), ROOT / "hatch_build.py"]
    lengths = {
        path: len(path.read_bytes().splitlines()) for path in written if "_forms" not in path.parts
    }
    long = [f"{path.relative_to(ROOT)}: {n}" for path, n in lengths.items() if n > LINES]
    assert not long, f"over {LINES} lines; split by what they hold: {long}"


# --- forms -----------------------------------------------------------------------------------

INPUTS = {
    "QLineEdit", "QTextEdit", "QPlainTextEdit", "QComboBox", "QSpinBox", "QDoubleSpinBox",
    "QDateEdit", "QTimeEdit", "QDateTimeEdit", "QCheckBox", "QRadioButton", "QListView",
    "QListWidget", "QTableView", "QTableWidget", "QTreeView", "QTreeWidget", "QSlider", "QDial",
}  # fmt: skip
BUTTONS = {"QPushButton", "QToolButton", "QCommandLinkButton"}
# These speak for themselves: their text is what a screen reader says.
SELF_NAMED = {"QCheckBox", "QRadioButton"}
# A name Designer gave by itself, such as pushButton_2, frame or verticalLayoutWidget.
DESIGNER_NAME = re.compile(r"_\d+$|[A-Z]")
NEVER_ON_SCREEN = (
    "evidence entity", "record", "work scrutiny", "activity type", "hypothesis", "triangulated",
    "rough", "preclusion", "enrol", "device certificate", "pack", "segment", "bundle", "outbox",
    "queue", "sync", "receipt", "upload", "revision", "superseded", "conflict", "merge head",
    "erase op", "key", "vault", "slot", "op", "manifest", "fold",
)  # fmt: skip
# "conflict of interest" is what we say; the keys of the keyboard are keys
ALLOWED = re.compile(r"conflicts? of interest|recorded|keyboard|\bkeys\b|shortcut key")


def form_rules(root: ET.Element) -> list[str]:
    """Return what is wrong with a form: names, labels, tab order, words."""
    own = root.find("widget")
    promoted = {
        custom.findtext("class", ""): custom.findtext("extends", "")
        for custom in root.iter("customwidget")
    }
    found: list[str] = []
    buddies = {
        prop.findtext("cstring", "")
        for widget in root.iter("widget")
        for prop in widget.iterfind("property[@name='buddy']")
    }
    inputs, seen = [], set()
    for widget in root.iter("widget"):
        name, cls = widget.get("name", ""), widget.get("class", "")
        kind = promoted.get(cls, cls)
        if widget is not own:
            if DESIGNER_NAME.search(name):
                found.append(f"{name}: call it <field>_<kind>, in small letters")
            if name in seen:
                found.append(f"{name}: twice")
            seen.add(name)
        text = _value(widget, "text")
        spoken = _value(widget, "accessibleName")
        if kind in INPUTS:
            inputs.append(name)
            if not (name in buddies or spoken or (kind in SELF_NAMED and text)):
                found.append(f"{name}: no label is its buddy and it has no accessibleName")
        if kind in BUTTONS and not (text or spoken):
            found.append(f"{name}: a button without words needs an accessibleName")
    stops = [stop.text or "" for stop in root.iterfind("tabstops/tabstop")]
    found += [f"{name}: not in <tabstops>" for name in inputs if name not in stops]
    found += [f"{name}: in <tabstops> but not in the form" for name in stops if name not in seen]
    for string in root.iter("string"):
        words = ALLOWED.sub("", (string.text or "").lower())
        if string.get("notr") != "true":
            found += [
                f"{string.text!r}: {word!r} is never on screen"
                for word in NEVER_ON_SCREEN
                if re.search(rf"\b{word}s?\b", words)
            ]
    return found


def _value(widget: ET.Element, name: str) -> str:
    return widget.findtext(f"property[@name='{name}']/string") or ""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_the_form_keeps_the_rules(form: Path):
    assert form_rules(ET.parse(form).getroot()) == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_the_class_is_named_after_the_file(form: Path):
    expected = "".join(part.capitalize() for part in form.stem.split("_"))
    assert ET.parse(form).getroot().findtext("class") == expected


FORM = """<ui version="4.0"><class>Probe</class><widget class="QWidget" name="Probe">
<layout class="QVBoxLayout" name="main_layout"><item>{}</item></layout></widget>{}</ui>"""
GOOD = """<widget class="QLineEdit" name="title_edit"><property name="accessibleName">
<string>Title</string></property></widget>"""
STOPS = "<tabstops><tabstop>title_edit</tabstop></tabstops>"


def test_a_good_form_has_nothing_against_it():
    assert form_rules(ET.fromstring(FORM.format(GOOD, STOPS))) == []


@pytest.mark.parametrize(
    ("widget", "stops", "complaint"),
    [
        (GOOD, "", "title_edit: not in <tabstops>"),
        (GOOD.replace("title_edit", "lineEdit_2"), "", "lineEdit_2: call it"),
        ('<widget class="QLineEdit" name="title_edit"/>', STOPS, "no label is its buddy"),
        ('<widget class="QPushButton" name="go_button"/>', "", "a button without words"),
        (GOOD.replace("Title", "In the outbox"), STOPS, "'outbox' is never on screen"),
        (GOOD, STOPS.replace("title", "gone"), "gone_edit: in <tabstops> but not in the form"),
    ],
)
def test_a_breach_in_a_form_is_caught(widget: str, stops: str, complaint: str):
    assert any(complaint in line for line in form_rules(ET.fromstring(FORM.format(widget, stops))))
