"""The hub: a program of its own that keeps finished reviews and answers with receipts."""
