"""The notes place: writing evidence down, linking it, finding it again."""
