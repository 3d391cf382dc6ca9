"""A body of the network: what it is, where it sits, where it works, on what and for whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager

from multaqa.apps.accounts.models import User
from multaqa.apps.territory.models import Commune


class BodyKind(models.TextChoices):
    ASSOCIATION = "association", _("Association")
    COOPERATIVE = "cooperative", _("Cooperative")
    UNION = "union", _("Union")
    NETWORK = "network", _("Network")
    COUNCIL = "council", _("Elected council")
    SERVICE = "service", _("State service")
    FUNDER = "funder", _("Funder")
    ENTERPRISE = "enterprise", _("Enterprise")


class BodyState(models.TextChoices):
    PROPOSED = "proposed", _("To be verified")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")
    MERGED = "merged", _("Merged")


class Declaration(models.TextChoices):
    """What an association holds of its declaration (dahir of 1958, art. 5); never required."""

    FINAL = "final", _("Final receipt")
    PROVISIONAL = "provisional", _("Provisional receipt, stamped and dated")
    SILENT = "silent", _("Declared; no final receipt came within 60 days")


LIVE_STATES = (BodyState.PROPOSED, BodyState.VERIFIED)


class Field(models.TextChoices):
    """What a body works on."""

    AGRICULTURE = "agriculture", _("Agriculture")
    LIVESTOCK = "livestock", _("Livestock and beekeeping")
    FISHING = "fishing", _("Fishing and seafood")
    CRAFTS = "crafts", _("Crafts")
    TERROIR = "terroir", _("Terroir products")
    TOURISM = "tourism", _("Tourism and hospitality")
    TRADE = "trade", _("Trade and services")
    ENVIRONMENT = "environment", _("Environment, water and oases")
    EDUCATION = "education", _("Education and training")
    LITERACY = "literacy", _("Literacy")
    HEALTH = "health", _("Health")
    CULTURE = "culture", _("Culture and heritage")
    SPORT = "sport", _("Sport and leisure")
    SOCIAL = "social", _("Social action")
    WOMEN = "women", _("Women's empowerment")
    CHILDHOOD = "childhood", _("Childhood and family")
    DISABILITY = "disability", _("Inclusion of persons in a situation of disability")
    MIGRATION = "migration", _("Migration and Moroccans of the world")
    RIGHTS = "rights", _("Human rights and participation")
    INFRASTRUCTURE = "infrastructure", _("Housing, roads and drinking water")
    FINANCE = "finance", _("Solidarity finance and entrepreneurship")
    DIGITAL = "digital", _("Digital and media")
    DEVELOPMENT = "development", _("Local development")


class Group(models.TextChoices):
    """Whom a body serves."""

    EVERYONE = "everyone", _("Everyone")
    WOMEN = "women", _("Women")
    YOUTH = "youth", _("Young people")
    CHILDREN = "children", _("Children")
    ELDERLY = "elderly", _("Elderly people")
    DISABILITY = "disability", _("Persons in a situation of disability")
    MIGRANTS = "migrants", _("Migrants")
    FARMERS = "farmers", _("Farmers and herders")
    FISHERS = "fishers", _("Fishers")
    ARTISANS = "artisans", _("Artisans")
    JOB_SEEKERS = "job_seekers", _("Job seekers")
    RURAL = "rural", _("People of douars and oases")
    PUPILS = "pupils", _("Pupils and students")


class Body(models.Model):
    """Any organisation of the network, at one public address that never changes."""

    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    name = models.CharField(_("name"), max_length=300)
    name_ar: str
    name_fr: str | None
    name_en: str | None
    other_names = models.TextField(_("other names, one per line"), blank=True)
    slug = models.SlugField(_("public address"), max_length=80, unique=True)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        related_name="bodies",
        null=True,
        blank=True,
        verbose_name=_("commune of the seat"),
    )
    locality = models.CharField(_("douar or quarter"), max_length=150, blank=True)
    about = models.TextField(_("about"), max_length=3000, blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    is_founded_by_year = models.BooleanField(_("only the year is known"), default=False)
    women_count = models.PositiveIntegerField(_("women among the members"), null=True, blank=True)
    men_count = models.PositiveIntegerField(_("men among the members"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    other_phones = models.TextField(_("other phones, one per line"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    is_contact_public = models.BooleanField(_("contact shown to everyone"), default=False)
    register_number = models.CharField(
        _("register number"), max_length=60, blank=True, db_index=True
    )
    ice = models.CharField(_("ICE"), max_length=15, blank=True, db_index=True)
    is_ice_overruled = models.BooleanField(
        _("ICE kept though its check digits do not match"), default=False
    )
    declaration = models.CharField(
        _("receipt of the declaration"), max_length=12, choices=Declaration, blank=True
    )
    declared_on = models.DateField(
        _("date of the receipt or of the deposit"), null=True, blank=True
    )
    declared_to = models.CharField(_("authority that received it"), max_length=150, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=BodyState, default=BodyState.PROPOSED
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="merged_bodies",
        null=True,
        blank=True,
        verbose_name=_("merged into"),
    )
    resembles = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="lookalikes",
        null=True,
        blank=True,
        verbose_name=_("entered though it resembles"),
    )
    is_apart = models.BooleanField(_("found to be another body"), default=False)
    name_key = models.CharField(_("name as compared"), max_length=300)
    search_text = models.TextField(_("text as searched"))
    entered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="entered_bodies",
        null=True,
        blank=True,
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    # A body that its people changed waits from then on, not from when it was first entered.
    waits_since = models.DateTimeField(_("waits to be verified since"), default=timezone.now)
    is_mending = models.BooleanField(_("its people were asked to mend something"), default=False)
    # By its own people, or by phone; of one brought in from a list, nobody has yet.
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, db_index=True)

    objects: ClassVar[MultilingualManager["Body"]] = MultilingualManager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name_ar", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BodyState.MERGED, merged_into__isnull=False)
                | (~Q(state=BodyState.MERGED) & Q(merged_into__isnull=True)),
                name="body_merged_into_one",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="body_not_merged_into_itself",
            ),
            models.CheckConstraint(condition=~Q(name_ar=""), name="body_has_a_name"),
            # Two at once under one name: the second is asked whether it means the first.
            models.UniqueConstraint(
                fields=["name_key", "kind", "commune"],
                condition=Q(state__in=LIVE_STATES, resembles__isnull=True),
                name="body_once_in_a_commune",
            ),
            models.UniqueConstraint(
                fields=["name_key", "kind"],
                condition=Q(state__in=LIVE_STATES, resembles__isnull=True, commune__isnull=True),
                name="body_once_outside",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "kind"], name="body_state_kind"),
            models.Index(fields=["state", "name_ar", "id"], name="body_state_name"),
            models.Index(fields=["state", "waits_since", "id"], name="body_state_waits"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:body", args=[self.slug])

    @property
    def is_verified(self) -> bool:
        return self.state == BodyState.VERIFIED

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES


class WorkSetting(models.TextChoices):
    """Of a commune its own; a province or a region holds both."""

    URBAN = "urban", _("Urban")
    RURAL = "rural", _("Rural")
    BOTH = "both", _("Urban and rural")


class WorkArea(models.Model):
    """Where a body works: a region, a province or a commune, by its HCP code."""

    body = models.ForeignKey(
        Body, models.CASCADE, related_name="work_areas", verbose_name=_("body")
    )
    code = models.CharField(_("HCP code"), max_length=12, db_index=True)
    setting = models.CharField(_("setting"), max_length=10, choices=WorkSetting)

    class Meta:
        verbose_name = _("area of work")
        verbose_name_plural = _("areas of work")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["body", "code"], name="work_area_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.code}"


class BodyField(models.Model):
    """One of the fields that a body works on."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="fields", verbose_name=_("body"))
    field = models.CharField(_("field"), max_length=20, choices=Field, db_index=True)

    class Meta:
        verbose_name = _("field of a body")
        verbose_name_plural = _("fields of bodies")
        constraints = [models.UniqueConstraint(fields=["body", "field"], name="body_field_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.field}"


class BodyGroup(models.Model):
    """One of the groups that a body serves."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="groups", verbose_name=_("body"))
    group = models.CharField(_("group served"), max_length=20, choices=Group, db_index=True)

    class Meta:
        verbose_name = _("group served by a body")
        verbose_name_plural = _("groups served by bodies")
        constraints = [models.UniqueConstraint(fields=["body", "group"], name="body_group_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.group}"
