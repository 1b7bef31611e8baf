"""What neighbours do for a living, beside our addons: a file for each group of neighbours.

Played by `make test-beside` behind the story of `tests/countries/story.py`. A group's jobs are the
public functions of its file; each says what it plays in its docstring, gets the story, and is
rolled back behind itself. What a group sets up before the story is its `_before_the_story`.
"""
