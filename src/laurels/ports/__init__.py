"""What Laurels needs from the outside, as protocols. Adapters fulfil them."""
