"""The pages of the two days: the desk, the badge of each, what a certificate confirms."""
