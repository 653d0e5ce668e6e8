"""A seat for a person at a terminal: what it reads, what it is asked, and how it did."""
