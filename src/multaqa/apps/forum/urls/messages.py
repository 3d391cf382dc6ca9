from django.urls import path

from multaqa.apps.forum.views import messages

urlpatterns = [path("me/messages/", messages.inbox, name="messages")]
