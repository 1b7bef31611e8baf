"""Every menu, view, button and page of ours in a real browser, by each person of the demo."""
