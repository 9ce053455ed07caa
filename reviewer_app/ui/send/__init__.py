"""The send place: finalising, the hub, and its word that it has the report."""
