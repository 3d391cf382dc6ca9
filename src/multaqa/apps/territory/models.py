"""The territory of Morocco: regions, provinces, cercles, communes, each under its HCP code."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager


class CensusUnit(models.Model):
    """What region, province and commune share: a page."""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("territory:unit", args=[self.pk])


class Region(CensusUnit):
    """One of the twelve regions (جهة)."""

    code = models.CharField(_("HCP code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    name_ar: str
    name_fr: str
    name_en: str | None

    objects: ClassVar[MultilingualManager["Region"]] = MultilingualManager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Province(CensusUnit):
    """A province (إقليم) or a prefecture (عمالة).

    The eight prefectures of arrondissements divide the one commune of Casablanca: they hold no
    commune, and so weigh nothing wherever communes are summed.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province")
        PREFECTURE = "prefecture", _("Prefecture")
        PREFECTURE_OF_ARRONDISSEMENTS = (
            "prefecture_of_arrondissements",
            _("Prefecture of arrondissements"),
        )

    code = models.CharField(_("HCP code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    name_ar: str
    name_fr: str
    name_en: str | None
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="provinces", verbose_name=_("region")
    )

    objects: ClassVar[MultilingualManager["Province"]] = MultilingualManager()

    class Meta:
        verbose_name = _("province or prefecture")
        verbose_name_plural = _("provinces and prefectures")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["province", "prefecture", "prefecture_of_arrondissements"]),
                name="province_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Cercle(models.Model):
    """A cercle (دائرة), which groups the rural communes of a province."""

    code = models.CharField(_("HCP code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    name_ar: str
    name_fr: str
    name_en: str | None
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="cercles", verbose_name=_("province")
    )

    objects: ClassVar[MultilingualManager["Cercle"]] = MultilingualManager()

    class Meta:
        verbose_name = _("cercle")
        verbose_name_plural = _("cercles")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Commune(CensusUnit):
    """A commune (جماعة), and what the census of 2024 counted in it.

    Every count of people is of the municipal population, but for the legal one, which also holds
    people counted apart (barracks, boarders, prisons) and must not weigh in a quota. The legal one
    of 2014 is that of the commune which the census package takes for the same; four have none.
    """

    code = models.CharField(_("HCP code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    name_ar: str
    name_fr: str
    name_en: str | None
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="communes", verbose_name=_("province")
    )
    cercle = models.ForeignKey(
        Cercle,
        on_delete=models.PROTECT,
        related_name="communes",
        null=True,
        blank=True,
        verbose_name=_("cercle"),
    )
    is_urban = models.BooleanField(_("urban commune"))
    population_count = models.PositiveIntegerField(_("municipal population"))
    legal_population_count = models.PositiveIntegerField(_("legal population"))
    legal_population_2014_count = models.PositiveIntegerField(
        _("legal population in 2014"), null=True, blank=True
    )
    rural_population_count = models.PositiveIntegerField(_("people living in the rural setting"))
    women_count = models.PositiveIntegerField(_("women and girls"))
    aged_18_35_count = models.PositiveIntegerField(_("people aged 18 to 35"))
    aged_36_59_count = models.PositiveIntegerField(_("people aged 36 to 59"))
    aged_60_plus_count = models.PositiveIntegerField(_("people aged 60 and over"))
    non_profit_count = models.PositiveIntegerField(_("associations in premises of their own"))

    objects: ClassVar[MultilingualManager["Commune"]] = MultilingualManager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(population_count__lte=F("legal_population_count")),
                name="commune_municipal_within_legal",
            ),
            models.CheckConstraint(
                condition=Q(rural_population_count__lte=F("population_count")),
                name="commune_rural_within_population",
            ),
            models.CheckConstraint(
                condition=Q(women_count__lte=F("population_count")),
                name="commune_women_within_population",
            ),
            models.CheckConstraint(
                condition=Q(
                    population_count__gte=F("aged_18_35_count")
                    + F("aged_36_59_count")
                    + F("aged_60_plus_count")
                ),
                name="commune_adults_within_population",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def setting(self) -> str:
        """The word that stands for the commune's setting in quotas: ``urban`` or ``rural``."""
        return "urban" if self.is_urban else "rural"


class CensusRates(models.Model):
    """The rates that both censuses asked alike, of one region, province or commune.

    They are HCP's own, each ``[in 2024, in 2014]``, with None where it published none: shares
    cannot be summed from commune to province, so every unit has its own. They stand apart from the
    unit, which hundreds of pages read and one page alone shows with its rates.
    """

    code = models.CharField(_("HCP code"), max_length=12, primary_key=True)
    rates = models.JSONField(_("rates of the censuses"))

    class Meta:
        verbose_name = _("rates of a unit")
        verbose_name_plural = _("rates of the units")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
