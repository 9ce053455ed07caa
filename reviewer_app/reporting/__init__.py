"""From a content model to PDF bytes: no Qt, no database, no clock."""
