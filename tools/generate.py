"""Make everything that is built rather than kept: compiled forms, fonts, icons."""

from tools.compile_forms import compile_forms
from tools.make_fonts import make_fonts
from tools.make_icons import make_icons


def generate() -> None:
    """Bring all three up to date; cheap when they are."""
    compile_forms()
    make_fonts()
    make_icons()


if __name__ == "__main__":
    generate()
