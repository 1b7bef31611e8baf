"""Models of the statements."""
