"""Compile forms/*.ui into typed classes: reviewer_app/ui/_forms/ui_<stem>.py.

Run by the build hook, by every make target that needs the forms, and by hand. With ``--check``
nothing is written: exit 1 when an output is missing, stale or left over, or a form is wrong.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FORMS = ROOT / "forms"
OUTPUT = ROOT / "reviewer_app" / "ui" / "_forms"


def uic() -> Path:
    """Return the form compiler that belongs to the installed PySide6, whatever PATH says."""
    spec = find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("compile_forms: PySide6 is not installed; run make first.")
    home = Path(spec.submodule_search_locations[0])
    for place in ("Qt/libexec/uic", "uic.exe", "Qt/libexec/uic.exe"):
        if (home / place).is_file():
            return home / place
    raise SystemExit(f"compile_forms: no form compiler (uic) in {home}.")


def compile_form(form: Path) -> tuple[str, str]:
    """Return the Python text of one form and what uic had against it.

    Slots are never connected by name: no hidden wiring.
    """
    done = subprocess.run(
        [str(uic()), "-g", "python", "--no-autoconnection", str(form)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        # uic answers "unknown class" on stderr and exits 0: its words must reach us
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    if done.returncode or not done.stdout:
        why = done.stderr.strip() or f"uic ended with {done.returncode}"
        raise SystemExit(f"compile_forms: {form.name}: {why}")
    return done.stdout, done.stderr.strip()


def compile_forms(*, check: bool = False) -> list[str]:
    """Bring the compiled forms up to date; return what was changed (``check``: would be)."""
    changed = []
    wanted = {OUTPUT / f"ui_{form.stem}.py": form for form in sorted(FORMS.glob("*.ui"))}
    for output in sorted(OUTPUT.glob("ui_*.py")):
        if output not in wanted:
            changed.append(f"{output.name}: its form is gone")
            if not check:
                output.unlink()
    for output, form in wanted.items():
        text, complaint = compile_form(form)
        if complaint and check:
            changed.append(f"{form.name}: {complaint}")
        elif complaint:
            sys.stderr.write(f"compile_forms: {form.name}: {complaint}\n")
        if not output.is_file() or output.read_text("utf-8") != text:
            changed.append(f"{output.name}: not what {form.name} says")
            if not check:
                output.parent.mkdir(parents=True, exist_ok=True)
                output.write_text(text, "utf-8", newline="\n")
    return changed


def main(arguments: list[str]) -> int:
    """Compile, or look only."""
    check = "--check" in arguments
    changed = compile_forms(check=check)
    if check and changed:
        print(
            "Compiled forms are stale, or their forms are wrong (see: make forms):",
            *changed,
            sep="\n  ",
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
