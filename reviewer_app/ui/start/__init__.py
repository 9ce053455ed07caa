"""The door: first start, unlocking, recovery code, cover."""
