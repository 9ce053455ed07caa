"""What the cover of the report says about a review, to be put right."""
