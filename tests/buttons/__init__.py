"""Every button and action of ours, pressed without a browser by each person who sees it."""
