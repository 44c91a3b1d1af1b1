"""What Laurels costs, over HTTP, on this machine. `make bench` runs all of it."""
