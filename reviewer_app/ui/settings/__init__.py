"""Settings: how it looks, how it is opened, what is imported."""
