"""Buttons of ours that the crawler does not find in the demo, and who presses them instead."""

NOT_BY_BUTTON = {}
