"""Qt behind the ports of the domain."""
