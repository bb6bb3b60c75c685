"""Approval of a product before its first purchase from a supplier (GSP 54)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import Product, Source, Supplier, money_field
from qms.records import retention
from qms.records.models import Paper, Record, Series
from suppliers import rules

from .approval import FirstTradeApproval


def copied(label, length=120):
    """A column that is taken down from the product file."""
    return models.CharField(label, max_length=length, editable=False, blank=True)


class FirstProductApproval(FirstTradeApproval):
    """Registration, label, UDI and standards of a product, checked and approved."""

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="+", verbose_name=_("supplier")
    )
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        related_name="approvals",
        verbose_name=_("product file"),
    )
    device_name = copied(_("generic name of the device"))
    models_specs = copied(_("models and specifications"), 200)
    management_class = models.PositiveSmallIntegerField(
        _("management class (I/II/III)"),
        choices=Product.Class,
        editable=False,
        null=True,
    )
    catalogue_code_2017 = copied(
        _("code of classification (2017 catalogue NN-NN-NN)"), 12
    )
    catalogue_code_2002 = copied(_("code of classification (2002 catalogue 68NN)"), 8)
    registration_no = copied(_("registration/filing number"), 60)
    registration_issued = models.DateField(_("registration approved on"))
    registration_valid_to = models.DateField(
        _("registration valid until (filings do not lapse)"), null=True, editable=False
    )
    registrant_name = copied(_("registrant/filer"))
    contract_manufacturer = copied(_("contract manufacturer"))
    manufacture_licence_no = copied(_("manufacturing licence/filing number"), 60)
    domestic_agent = copied(_("domestic agent (imported products)"), 200)
    udi_di = copied(_("UDI product identifier"), 14)
    quality_standard = copied(_("technical requirement/quality standard number"))
    storage_condition = copied(
        _("storage conditions (limits of temperature/humidity, light …)"), 60
    )
    is_cold_chain = models.BooleanField(
        _("managed refrigerated/frozen"), default=False, editable=False
    )
    is_implant = models.BooleanField(_("is an implant"), default=False, editable=False)
    is_special = models.BooleanField(
        _("is under special control/key supervision"), default=False, editable=False
    )
    is_sterile_single_use = models.BooleanField(
        _("sterile, for single use"), default=False, editable=False
    )
    chinese_label = models.BooleanField(
        _("label and instructions in Chinese"), default=True
    )
    shelf_life = models.CharField(_("shelf life/term of use"), max_length=60)
    packing = models.CharField(_("packing"), max_length=120, blank=True)
    purchase_price = money_field(_("purchase price"), null=True, blank=True)
    sale_price = money_field(_("sale price"), null=True, blank=True)
    intended_use = models.TextField(_("intended use/performance"))

    labels = FirstTradeApproval.labels | {
        "quality_opinion": _("opinion of quality management"),
        "conclusion": _("conclusion of the approval"),
    }
    form_no = "QR-QM-02"
    series = Series("SYPZ")
    kept = retention.r3
    rules = (
        rules.registration_is_of_the_class,
        rules.registration_is_valid,
        rules.product_lies_in_own_scope,
        rules.imports_have_an_agent_and_chinese_labels,
        rules.higher_classes_name_their_udi,
    )
    papers = (
        Paper(
            "registration_file",
            _("copy of the registration/filing (with the supplier's seal)"),
        ),
        Paper("label_sample_file", _("label draft or picture")),
        Paper("ifu_file", _("instructions for use"), False),
        Paper(
            "inspection_report_file",
            _("inspection report of the first batch (from the supplier)"),
        ),
    )
    copies = {
        "device_name": "product__name",
        "models_specs": "product__model_and_specification",
        "management_class": "product__management_class",
        "catalogue_code_2017": "product__catalogue_code_2017",
        "catalogue_code_2002": "product__catalogue_code_2002",
        "registration_no": "product__registration_no",
        "registration_valid_to": "product__registration_valid_to",
        "registrant_name": "product__registrant_name",
        "contract_manufacturer": "product__contract_manufacturer",
        "manufacture_licence_no": "product__manufacture_licence_no",
        "domestic_agent": "product__domestic_agent",
        "udi_di": "product__udi_di",
        "quality_standard": "product__quality_standard",
        "storage_condition": "product__storage",
        "is_cold_chain": "product__is_cold_chain",
        "is_implant": "product__is_implant",
        "is_special": "product__is_special",
        "is_sterile_single_use": "product__is_sterile_single_use",
    }

    class Meta(Record.Meta):
        verbose_name = _("first-trade product approval")
        verbose_name_plural = _("first-trade product approvals")

    def begin(self):
        """Take prices and shelf life from the product file."""
        self.purchase_price = self.product.purchase_price
        self.sale_price = self.product.sale_price
        if months := self.product.shelf_life_months:
            self.shelf_life = _("%d months") % months
        return []

    def maker_and_licence(self):
        return self.product.maker_and_licence()

    maker_and_licence.short_description = _("manufacturer and licence number")

    def take_effect(self, by):
        """From today this registration may be bought from this supplier."""
        if not self._source():
            Source.objects.create(
                by=by,
                reason=self.number,
                supplier=self.supplier,
                registration_no=self.registration_no,
                approved_on=timezone.localdate(),
                approval=self.number,
            )

    def cease_effect(self, by):
        """The pair is not approved any more, unless another sheet approves it too."""
        source, pair = self._source(), self._pair()
        if source and not type(self).objects.in_effect().filter(**pair).exists():
            source.ended_on = timezone.localdate()
            source.save(by=by, reason=self.number)

    def _pair(self):
        return {"supplier": self.supplier, "registration_no": self.registration_no}

    def _source(self):
        return Source.objects.filter(**self._pair(), ended_on=None).first()
