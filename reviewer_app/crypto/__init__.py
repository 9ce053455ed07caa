"""Keys and sealing: libsodium behind a few functions."""
