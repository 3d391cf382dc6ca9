"""The forum's pages: what everyone sees, and the desk."""
