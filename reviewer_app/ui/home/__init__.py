"""Home: the reviews on this laptop, and making a new one."""
