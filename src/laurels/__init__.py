"""Laurels: a leaderboard server that keeps every score once and never shows a wrong rank."""

__version__ = "0.1.0"
