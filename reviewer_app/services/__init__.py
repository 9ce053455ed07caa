"""Use cases: what a person can do, one class a topic, one transaction a method."""
