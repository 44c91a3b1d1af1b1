"""What runs on its own. `table` names every job; two runners read it."""
