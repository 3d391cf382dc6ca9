"""The budget's addresses, one module per part of it."""

from multaqa.apps.budget.urls import desk, public, results

app_name = "budget"
urlpatterns = [
    *desk.urlpatterns,
    *results.urlpatterns,
    *public.urlpatterns,
]
