"""From a content model to PDF bytes: no Qt, no database, no clock."""

from reviewer_app.reporting.report import compose

__all__ = ["compose"]
