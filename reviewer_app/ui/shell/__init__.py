"""The main window: rail, top bar, status line, palette, cover."""
