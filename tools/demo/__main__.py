"""``make demo``: the whole journey in the real window, with a hub over real HTTP.

Leaves ``demo/report.pdf``, ``receipt.json``, ``screenshots/``, ``profile/`` and ``hub/``. Exits
with 1 if anything did not happen. Where there is a screen, the window is left open at the end.
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.demo.hub import HubProcess
    from tools.demo.story import World

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1366, 768)
VISIT_DAYS = 3


def main() -> int:
    """Play the demonstration; return the exit code."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "demo", help="where it is left")
    parser.add_argument("--offscreen", action="store_true", help="show no window")
    args = parser.parse_args()
    began = time.monotonic()
    screen = sys.platform in {"win32", "darwin"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    on_screen = screen and not args.offscreen
    if not on_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    folder = args.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "screenshots").mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="reviewer-demo-") as home:
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            os.environ[name] = home
        problems = play(folder, Path(home), on_screen=on_screen)
    if problems:
        for problem in problems:
            print(f"NOT DONE  {problem}", file=sys.stderr)
        return 1
    print(f"done in {time.monotonic() - began:.1f} s. Look at:")
    for name in ("report.pdf", "receipt.json", "screenshots", "profile", "hub"):
        print(f"  {os.path.relpath(folder / name)}")
    return 0


def play(folder: Path, home: Path, *, on_screen: bool) -> list[str]:
    """Play the story; return what did not happen."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from reviewer_app import bootstrap
    from reviewer_app.content import sample
    from reviewer_app.ui.app import Application
    from tools.demo.hub import HubProcess
    from tools.demo.player import Player, Step, Tale
    from tools.demo.register import write_register
    from tools.demo.story import World, tell

    trust = sample.trust()
    today = date.today()
    review = replace(
        sample.review(),
        # a report is issued when the visit is over, not on its first day
        date_start=(today - timedelta(days=VISIT_DAYS - 1)).isoformat(),
        date_end=today.isoformat(),
    )
    lead = review.lead
    hub = HubProcess(folder / "hub", home / "hub.log")
    print("The hub starts as a process of its own …", flush=True)
    hub.start(trust.hub, lead.name)
    bad = write_register(home / "register.csv", trust.schools)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = QApplication(["reviewer-app"])
    clock = bootstrap.SystemClock()
    profiles = bootstrap.make_profiles(folder / "profile", clock=clock)
    program = Application(profiles, profiles.data_dir, "main", clock, ["reviewer-app"])
    world = World(
        review, folder, home / "register.csv", bad, hub.invitation, lead.name, lead.role_title,
        lead.school or trust.name, lambda: not program.jobs.busy,
    )  # fmt: skip
    finished: list[Tale] = []

    def say(step: Step) -> None:
        print(f"  {step.seconds:5.1f} s  {step.title}", flush=True)

    player = Player(say)

    def ended(tale: Tale) -> None:
        finished.append(tale)
        if not on_screen or tale.problem:
            program.quit()

    player.ended.connect(ended)

    def begin() -> None:
        program.window.resize(*SIZE)
        player.begin(tell(player, world))

    QTimer.singleShot(0, begin)
    try:
        code = program.run()
        problems = [tale.problem for tale in finished if tale.problem]
        if not finished:
            problems.append("the story was not told to its end")
        if code:
            problems.append(f"the window ended with {code}")
        if not problems:
            problems += look(world, hub)
    finally:
        hub.stop()
    del app
    return problems


def look(world: "World", hub: "HubProcess") -> list[str]:
    """Check what the story left behind; return what is not as it must be."""
    problems = []
    pdf = world.report.read_bytes() if world.report.is_file() else b""
    if not pdf.startswith(b"%PDF"):
        problems.append("report.pdf was not written")
    receipt = json.loads(world.receipt.read_text("utf-8")) if world.receipt.is_file() else {}
    parts = [p["sha256"] for p in receipt.get("receipt", {}).get("parts", ())]
    if hashlib.sha256(pdf).hexdigest() not in parts:
        problems.append("the receipt does not cover the report")
    verdict = hub.ask(f"/v1/verify/{world.code}")
    if "genuine" not in json.dumps(verdict).lower():
        problems.append(f"the hub does not know the code {world.code}: {verdict}")
    pictures = list((world.folder / "screenshots").glob("*.png"))
    if len(pictures) < 10:
        problems.append(f"only {len(pictures)} pictures were taken")
    print(f"  report {len(pdf) / 1024:.0f} kB, code {world.code}, {len(pictures)} pictures")
    return problems


if __name__ == "__main__":
    sys.exit(main())
