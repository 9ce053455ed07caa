"""One function for each section of the report."""
