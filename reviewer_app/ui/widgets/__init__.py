"""Reusable widgets that know nothing of services."""
