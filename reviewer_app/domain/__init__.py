"""The records and rules of a school review: plain Python, standard library only."""
