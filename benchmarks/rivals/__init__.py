"""What a user would write without Laurels. Run in an environment of their own."""
