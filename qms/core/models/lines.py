"""Lines about goods: what they copy from the product and the batch (GSP 22, X6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.core.fields import CodeField, GtinField
from qms.core.identifiers import validate_gtin
from qms.core.scanned import scan_batch, scan_lot, scan_product
from qms.core.scanning import of_the_lot
from qms.records.models import Line, once_read
from qms.records.sheets import plain

from .amounts import quantity_field
from .batch import Batch
from .held import named_by, read_holds
from .product import Product


class ProductLine(Line):
    """A line about a product; what the sheet prints of it is copied here."""

    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=_("product (product file)")
    )
    device_name = models.CharField(
        _("device name"), max_length=120, editable=False, blank=True
    )
    model = models.CharField(_("model"), max_length=80, editable=False, blank=True)
    specification = models.CharField(
        _("specification"), max_length=120, editable=False, blank=True
    )
    registration_no = models.CharField(
        _("registration/filing number"), max_length=60, editable=False, blank=True
    )
    registrant_name = models.CharField(
        _("name of the registrant/filer"), max_length=120, editable=False, blank=True
    )
    contract_manufacturer = models.CharField(
        _("name of the contract manufacturer"),
        max_length=120,
        editable=False,
        blank=True,
    )
    manufacture_licence_no = models.CharField(
        _("manufacturing licence/manufacturing filing number"),
        max_length=60,
        editable=False,
        blank=True,
    )
    unit = models.CharField(_("unit"), max_length=10, editable=False, blank=True)
    quantity = quantity_field(_("quantity"))

    copies = {
        "device_name": "product__name",
        "model": "product__model",
        "specification": "product__specification",
        "registration_no": "product__registration_no",
        "registrant_name": "product__registrant_name",
        "contract_manufacturer": "product__contract_manufacturer",
        "manufacture_licence_no": "product__manufacture_licence_no",
        "unit": "product__unit",
    }
    #: What a search over the records and ledgers of these lines looks in.
    searched = ("device_name", "specification", "registration_no")
    from_scan = staticmethod(scan_product)

    class Meta(Line.Meta):
        abstract = True

    def __str__(self):
        said = [self.device_name, self.model_and_specification()]
        said.append(getattr(self, "lot", ""))
        if self.quantity:
            said += ["×", plain(self.quantity), self.unit]
        return " ".join(filter(None, said))

    def model_and_specification(self):
        return " ".join(filter(None, (self.model, self.specification)))

    model_and_specification.short_description = _("model and specification")

    def maker_and_licence(self):
        maker = self.contract_manufacturer or self.registrant_name
        return " ".join(filter(None, (maker, self.manufacture_licence_no)))

    maker_and_licence.short_description = _("manufacturer and licence number")


class BatchLine(ProductLine):
    """A line about a batch that is known: its dates are the batch's own."""

    batch = models.ForeignKey(Batch, models.PROTECT, verbose_name=_("batch"))
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        editable=False,
        verbose_name=_("product (product file)"),
    )
    lot = models.CharField(
        _("batch/serial number"), max_length=60, editable=False, blank=True
    )
    produced_on = models.DateField(_("date of manufacture"), null=True, editable=False)
    expires_on = models.DateField(_("use-by/expiry date"), null=True, editable=False)
    udi_di = models.CharField(
        _("UDI-DI (product identifier)"), max_length=14, editable=False, blank=True
    )
    udi_pi = models.CharField(
        _("UDI-PI (production identifier)"),
        max_length=120,
        editable=False,
        blank=True,
    )

    copies = ProductLine.copies | {
        "lot": "batch__lot",
        "produced_on": "batch__produced_on",
        "expires_on": "batch__expires_on",
        "udi_di": "product__udi_di",
        "udi_pi": "batch__udi_pi",
    }
    searched = (*ProductLine.searched, "lot")
    from_scan = staticmethod(scan_batch)

    class Meta(ProductLine.Meta):
        abstract = True

    @classmethod
    def masters(cls):
        return [*super().masters(), "batch__product"]

    def copy_masters(self):
        self.product = self.batch.product
        super().copy_masters()


class LotLine(ProductLine):
    """A line about goods whose lot is read off the package; the batch follows."""

    lot = CodeField(_("batch/serial number"), max_length=60)
    produced_on = models.DateField(_("date of manufacture"), null=True, blank=True)
    expires_on = models.DateField(_("use-by/expiry date"), null=True, blank=True)
    udi_di = GtinField(
        _("UDI-DI (product identifier)"),
        max_length=14,
        blank=True,
        validators=[validate_gtin],
    )
    udi_pi = models.CharField(
        _("UDI-PI (production identifier)"), max_length=120, blank=True
    )

    searched = (*ProductLine.searched, "lot")
    from_scan = staticmethod(scan_lot)

    class Meta(ProductLine.Meta):
        abstract = True

    @property
    def key(self):
        return self.product_id, self.lot

    @staticmethod
    def batches(lines, by):
        """The batches of some lines by their keys, entered now where they are new.

        The same lot from two suppliers is one batch.
        """
        wanted = {line.key: line for line in lines}
        found = Batch.objects.filter(
            product__in={line.product_id for line in lines},
            lot__in={line.lot for line in lines},
        ).select_related("product")
        known = {(b.product_id, b.lot): b for b in found}
        new = [
            Batch(
                product=line.product,
                lot=line.lot,
                produced_on=line.produced_on,
                expires_on=line.expires_on,
                udi_pi=of_the_lot(line.udi_pi),
            )
            for key, line in wanted.items()
            if key not in known
        ]
        for batch in Batch.objects.enter(new, by):
            known[batch.product_id, batch.lot] = batch
        return known


class GoodsRecord:
    """What retention asks of a record about goods (R1); a mixin of records."""

    @once_read
    def read_holds(self):
        """Let rules ask of all that this record and its lines name who is held."""
        if self.seen is not None:
            read_holds(named_by([self, *self.lines_with()]))

    def expiry_dates(self):
        return [getattr(line, "expires_on", None) for line in self.lines_with()]

    def has_implant(self):
        return any(line.product.is_implant for line in self.lines_with("product"))

    #: The columns that decide what a record does to the stock.
    decisive = frozenset(
        [
            *("supplier_id", "customer_id", "direct_customer_id"),
            *("moved_to_id", "moved_from_id"),
            *("is_direct_delivery", "conclusion"),
            *("product_id", "batch_id", "lot", "produced_on", "expires_on"),
            *("quantity", "received_qty", "accepted_qty", "rejected_qty", "place_id"),
            "restocked_qty",
        ]
    )

    def effect(self):
        """Partners, goods, dates, quantities and places decide what follows."""
        followed = [getattr(self, name) for name in self.follows]
        rows = [row.values().items() for row in (self, *self.lines_with())]
        return [
            *(each and each.versions()[-1].pk for each in followed),
            *({n: v for n, v in row if n in self.decisive} for row in rows),
        ]
