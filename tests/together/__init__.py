"""Stories that need two addons which do not know each other."""
