"""What is used around Laurels and is no part of it."""
