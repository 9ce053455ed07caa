"""Readers of what people author: frameworks, form types, brands, the school register."""
