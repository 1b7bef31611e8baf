"""Every country: a company with its chart plays the whole story."""
