import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from multaqa.apps.accounts.models import Role, RoleKind, User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.ma")
    name = "فاطمة الزهراء"
    password = factory.LazyFunction(lambda: make_password(None))


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = Role

    user = factory.SubFactory(UserFactory)
    kind = RoleKind.COORDINATOR


def coordinator():
    return RoleFactory(kind=RoleKind.COORDINATOR).user


def auditor():
    return RoleFactory(kind=RoleKind.AUDITOR).user
