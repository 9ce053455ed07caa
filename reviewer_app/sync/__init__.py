"""The laptop's side of the hub: joining, sending, reading what comes down.

Its modules import httpx and pydantic: import them where they are first needed.
"""
