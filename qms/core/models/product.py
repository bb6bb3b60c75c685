"""Products: the controlled master that every other record copies from (GSP 54)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core import rules
from qms.core.fields import GtinField, RegistrationField
from qms.core.identifiers import validate_gtin
from qms.core.roles import QUALITY_STAFF, Role
from qms.core.scanned import looked_up
from qms.core.search import search_text
from qms.records.models import File, Paper, Series, Sign, Trailed
from qms.records.rules import Need

from .amounts import money_field
from .hold import Holdable
from .supplier import Supplier

#: Months; what is kept longer than this does not expire.
LONGEST_LIFE = 600


class Product(Holdable, File):
    """The quality file of a product, one for each specification."""

    class Class(models.IntegerChoices):
        I = 1, _("class I")  # noqa: E741 - the regulator's own numeral
        II = 2, _("class II")
        III = 3, _("class III")

    name = models.CharField(_("generic name of the device"), max_length=120)
    trade_name = models.CharField(_("trade name"), max_length=120, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    specification = models.CharField(_("specification"), max_length=120)
    unit = models.CharField(_("unit"), max_length=10)
    management_class = models.PositiveSmallIntegerField(
        _("management class"), choices=Class, default=Class.II
    )
    catalogue_code_2017 = models.CharField(
        _("code in the 2017 catalogue"), max_length=12, blank=True
    )
    catalogue_code_2002 = models.CharField(
        _("code in the 2002 catalogue (68xx)"), max_length=8, blank=True
    )
    is_ivd = models.BooleanField(_("in-vitro diagnostic reagent"), default=False)
    is_implant = models.BooleanField(_("implant"), default=False)
    is_interventional = models.BooleanField(_("interventional"), default=False)
    is_cold_chain = models.BooleanField(_("refrigerated/frozen"), default=False)
    is_fitting_required = models.BooleanField(
        _("needs fitting (contact lenses, hearing aids …)"), default=False
    )
    is_selection_before_sale = models.BooleanField(
        _("sold after selection by the institution"), default=False
    )
    is_special = models.BooleanField(
        _("special control/key supervision"), default=False
    )
    is_imported = models.BooleanField(_("imported product"), default=False)
    is_sterile_single_use = models.BooleanField(
        _("sterile single-use product"), default=False
    )
    registration_no = RegistrationField(
        _("registration/filing number"), max_length=60, blank=False
    )
    registration_valid_to = models.DateField(
        _("registration valid until"), null=True, blank=True
    )
    registrant_name = models.CharField(_("registrant/filer"), max_length=120)
    registrant_contact = models.CharField(
        _("contact of the registrant/filer"), max_length=120
    )
    contract_manufacturer = models.CharField(
        _("contract manufacturer"), max_length=120, blank=True
    )
    manufacture_licence_no = models.CharField(
        _("manufacturing licence/filing number"), max_length=60, blank=True
    )
    domestic_agent = models.CharField(
        _("name, address and contact of the domestic agent"), max_length=200, blank=True
    )
    udi_di = GtinField(
        _("UDI-DI (smallest sales unit)"),
        max_length=14,
        blank=True,
        validators=[validate_gtin],
    )
    udi_di_levels = models.TextField(
        _("DI of each package level and its content"), blank=True
    )
    temp_min = models.DecimalField(
        _("lowest storage temperature (°C)"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
    )
    temp_max = models.DecimalField(
        _("highest storage temperature (°C)"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
    )
    humidity_min = models.DecimalField(
        _("lowest relative humidity (%)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
    )
    humidity_max = models.DecimalField(
        _("highest relative humidity (%)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
    )
    transport_condition = models.CharField(_("conditions of transport"), max_length=120)
    shelf_life_months = models.PositiveSmallIntegerField(
        _("shelf life (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_LIFE)],
    )
    near_expiry_days = models.PositiveSmallIntegerField(
        _("days of warning before expiry"), default=180
    )
    quality_standard = models.CharField(
        _("technical requirement/standard number"), max_length=120
    )
    purchase_price = money_field(_("purchase price"), null=True, blank=True)
    sale_price = money_field(_("sale price"), null=True, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    #: What a lookup finds it by, and what is looked for where a code is scanned.
    looked_up_by = ("search_key", "number", "model", "registration_no", "udi_di")
    looked_up_as = staticmethod(looked_up)

    form_no = "QR-QM-11"
    series = Series("CP", period="")
    labels = {"number": _("product code")}
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("opening the file")),
        Sign(Role.QUALITY_HEAD, _("review and confirmation")),
    )
    revised_by = QUALITY_STAFF
    rules = (rules.registration_fits_the_class,)
    papers = (
        Paper(
            "documents",
            _("registration, label, instructions, inspection report, UDI page"),
            False,
        ),
    )
    needs = (
        Need("registration_valid_to", when="is_registered"),
        Need("domestic_agent", when="is_imported"),
        Need("manufacture_licence_no", when=lambda p: not p.is_imported),
    )

    class Meta(File.Meta):
        verbose_name = _("product quality file")
        verbose_name_plural = _("product quality files")
        constraints = [
            *File.Meta.constraints,
            models.UniqueConstraint(
                fields=["registration_no", "name", "model", "specification"],
                condition=~Q(state__in=("void", "rejected")),
                name="core_product_once",
                violation_error_message=_("This product has a file already."),
            ),
            models.CheckConstraint(
                condition=Q(temp_min=None)
                | Q(temp_max=None)
                | Q(temp_min__lte=models.F("temp_max")),
                name="core_product_temperatures_in_order",
                violation_error_message=_(
                    "The lowest temperature is above the highest."
                ),
            ),
            models.CheckConstraint(
                condition=Q(humidity_min__range=(0, 100))
                & Q(humidity_max__range=(0, 100))
                & Q(humidity_min__lte=models.F("humidity_max")),
                name="core_product_humidities_in_order",
                violation_error_message=_(
                    "Humidities lie between 0 and 100 %, the lowest below the highest."
                ),
            ),
        ]

    def __str__(self):
        return " ".join(filter(None, (self.name, self.model, self.specification)))

    def save(self, *args, **kwargs):
        self.search_key = search_text(self.name, self.trade_name, self.specification)
        super().save(*args, **kwargs)

    def codes(self):
        """What a scope of business is asked for: both codes and the class."""
        return self.catalogue_code_2002, self.catalogue_code_2017, self.management_class

    def is_registered(self):
        """Whether it has a registration, which lapses, and not a filing (REG 22)."""
        return self.management_class != self.Class.I

    def model_and_specification(self):
        return " ".join(filter(None, (self.model, self.specification)))

    model_and_specification.short_description = _("model and specification")

    def maker_and_licence(self):
        maker = self.contract_manufacturer or self.registrant_name
        return " ".join(filter(None, (maker, self.manufacture_licence_no)))

    maker_and_licence.short_description = _("manufacturer and licence number")

    def is_registered_on(self, day):
        """Whether a device made on a day counts as registered (MRG 112)."""
        if not self.is_registered():
            return True
        return (
            self.registration_valid_to is not None and day <= self.registration_valid_to
        )

    def lock_stock(self):
        for batch in self.batches.order_by("pk"):
            batch.lock_stock()

    def is_confirmed(self):
        return self.state == "signed"

    def status(self):
        if self.is_held():
            return _("suspended")
        if not self.is_registered_on(timezone.localdate()):
            return _("registration lapsed")
        return _("active") if self.is_confirmed() else self.get_state_display()

    status.short_description = _("status")

    def storage(self):
        """The storage range in words, as a delivery note says it."""
        low, high = self.temp_min, self.temp_max
        if low is not None and high is not None:
            return f"{low.normalize():f}–{high.normalize():f} °C"
        if high is not None:
            return f"≤ {high.normalize():f} °C"
        return f"≥ {low.normalize():f} °C" if low is not None else ""

    storage.short_description = _("storage conditions")

    def transport_and_storage(self):
        return "; ".join(filter(None, (self.transport_condition, self.storage())))


class Source(Trailed):
    """The approved pair of a supplier and a registration (first-trade approval)."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="sources")
    registration_no = models.CharField(_("registration/filing number"), max_length=60)
    approved_on = models.DateField(_("date of approval"))
    approval = models.CharField(_("approval"), max_length=24)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("approved source")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "registration_no"],
                condition=Q(ended_on=None),
                name="core_source_once",
            ),
        ]

    def __str__(self):
        return f"{self.supplier}: {self.registration_no}"

    @classmethod
    def registrations_of(cls, supplier, day):
        """What was approved by a day for purchase from a supplier (GSP 54)."""
        found = cls.objects.filter(
            supplier=supplier, approved_on__lte=day, ended_on=None
        )
        return set(found.values_list("registration_no", flat=True))
