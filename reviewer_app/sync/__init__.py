"""The laptop's side of talking to a hub."""
