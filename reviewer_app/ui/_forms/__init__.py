"""Compiled from forms/*.ui by tools/compile_forms.py; never edited."""
