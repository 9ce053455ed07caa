"""PyNaCl behind a few functions: seal, open, sign, verify, derive (docs/decisions/002)."""
