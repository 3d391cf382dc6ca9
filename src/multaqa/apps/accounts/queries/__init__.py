from multaqa.apps.accounts.queries.kept import Kept, kept_of
from multaqa.apps.accounts.queries.people import user_known_by

__all__ = ["Kept", "kept_of", "user_known_by"]
