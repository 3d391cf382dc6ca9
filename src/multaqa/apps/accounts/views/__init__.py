"""Signing in, and what a person says of themselves."""
