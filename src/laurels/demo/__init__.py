"""The demo: made-up leaderboards, players and history, and a crowd that plays on."""

from laurels.demo.crowd import DemoCrowd
from laurels.demo.fill import fill_demo

__all__ = ["DemoCrowd", "fill_demo"]
