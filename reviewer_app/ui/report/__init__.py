"""The report place: the texts people write, and the real page."""
