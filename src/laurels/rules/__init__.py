"""What is true of leaderboards without any I/O: no clock, no file, no network."""
