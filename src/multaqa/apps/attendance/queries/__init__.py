"""What each may see of the two days."""
