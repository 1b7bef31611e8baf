"""Checks of the repository itself: what belongs where, and that nothing is forgotten."""
