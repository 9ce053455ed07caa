"""The demonstration: the whole journey, played in the real window. Not packaged."""
