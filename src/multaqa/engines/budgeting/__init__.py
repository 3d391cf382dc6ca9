"""Sharing an envelope: participatory budgeting, decided in exact arithmetic."""
