"""The hub: a program of its own that receives finished reviews and answers with receipts."""
