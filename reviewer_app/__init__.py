"""Reviewer: peer reviews of schools, from the first note to the hub's receipt."""

__version__ = "0.1.0"
