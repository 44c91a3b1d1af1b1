"""`make bench-live`: what those who watch are shown, how soon, and what it costs."""
