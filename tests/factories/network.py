import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from multaqa.apps.network import services
from multaqa.apps.network.models import (
    Body,
    BodyField,
    BodyKind,
    BodyState,
    Membership,
    MembershipRole,
    MembershipState,
    WorkArea,
)
from multaqa.apps.network.queries import key_of, search_text_of
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.territory import CommuneFactory


class BodyFactory(DjangoModelFactory):
    """A verified cooperative of Guelmim, which works where it sits."""

    class Meta:
        model = Body
        skip_postgeneration_save = True

    kind = BodyKind.COOPERATIVE
    name_ar = factory.Sequence(lambda n: f"تعاونية الواحة رقم {n}")
    slug = factory.Sequence(lambda n: f"body-{n:08x}")
    commune = factory.SubFactory(CommuneFactory)
    state = BodyState.VERIFIED
    name_key = factory.LazyAttribute(lambda body: key_of(body.name_ar))

    @factory.post_generation
    def indexed(self, create, extracted, **_):
        self.search_text = search_text_of(self)
        self.save()

    @factory.post_generation
    def work(self, create, extracted, **_):
        for code, setting in (extracted or {self.commune_id: self.commune.setting}).items():
            WorkArea.objects.create(body=self, code=code, setting=setting)

    @factory.post_generation
    def works_on(self, create, extracted, **_):
        for field in extracted or ():
            BodyField.objects.create(body=self, field=field)


class MembershipFactory(DjangoModelFactory):
    """An accepted president."""

    class Meta:
        model = Membership

    body = factory.SubFactory(BodyFactory)
    user = factory.SubFactory(UserFactory)
    role = MembershipRole.PRESIDENT
    state = MembershipState.ACCEPTED
    answered_at = factory.LazyFunction(timezone.now)


def president_of(body):
    return MembershipFactory(body=body).user


def entered(actor=None, **values):
    """A body as a person enters it: proposed, they its president."""
    return services.enter_body(
        actor=actor or UserFactory(),
        **(
            {
                "kind": BodyKind.COOPERATIVE,
                "name_ar": "تعاونية تغجيجت للعسل",
                "commune": CommuneFactory(),
            }
            | values
        ),
    )


def verified(body):
    return services.verify_body(body=body, actor=coordinator(), reason="اطلعنا على الوصل النهائي")


def acting(body, role=MembershipRole.SECRETARY, **more):
    """Somebody who acts for the body, in a role."""
    return MembershipFactory(body=body, role=role, **more)


def invited(body, actor, role=MembershipRole.TREASURER, contact="0661234567", **more):
    return services.invite(body=body, actor=actor, role=role, contact_text=contact, **more)
