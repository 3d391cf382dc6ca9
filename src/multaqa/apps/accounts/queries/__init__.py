from multaqa.apps.accounts.queries.kept import Kept, kept_of
from multaqa.apps.accounts.queries.notices import Ways, notices_of, way_of, ways_about
from multaqa.apps.accounts.queries.people import user_known_by

__all__ = ["Kept", "Ways", "kept_of", "notices_of", "user_known_by", "way_of", "ways_about"]
