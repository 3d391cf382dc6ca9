from django.urls import path


def broken(request):
    raise RuntimeError("secret of a person")


urlpatterns = [path("broken/", broken)]
handler500 = "multaqa.portal.views.broken"
