"""What changes the two days: each one transaction, each behind its rule."""

from multaqa.apps.attendance.services.issuing import Issue, issue_badges, planned

__all__ = ["Issue", "issue_badges", "planned"]
