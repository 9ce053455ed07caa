"""Schema steps, run by alembic through its API; they import nothing of ours."""
