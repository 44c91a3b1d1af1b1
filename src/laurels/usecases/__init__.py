"""What people do with Laurels, one file each. Knows rules and ports, no technology."""
