"""Which product and which location a row of a stock list means."""

from collections import defaultdict

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.core.identifiers import normal
from qms.core.imports import GONE
from qms.core.models import Place, Product, Warehouse, Zone
from qms.records.imports import doubt, question, remark, spelling, wrong
from qms.records.reading.text import key


class Assortment:
    """The products that have a file, found by code, name and specification."""

    def __init__(self):
        self.by_code, self.by_name = {}, defaultdict(list)
        for product in Product.objects.exclude(state__in=GONE):
            if product.udi_di:
                self.by_code[product.udi_di] = product
            for name in filter(None, {product.name, product.trade_name}):
                self.by_name[key(name)].append(product)

    def find(self, row):
        """The product of a row, and what is to be said where that is not certain."""
        if product := self.by_code.get(row["udi_di"]):
            return product, None
        found = self._of_name(row)
        exact = [product for product in found if self._is_specified(product, row)]
        if len(exact) == 1:
            return exact[0], None
        said = {"name": row.text("name"), "spec": row.text("specification")}
        if exact:
            sentence = _("Several products are {name} {spec}: tell the registration.")
            return None, wrong(format_lazy(sentence, **said), "name")
        if len(found) == 1 and not self._specification(row):
            sentence = _("No specification is told: is {product} meant?")
            return found[0], doubt(format_lazy(sentence, product=found[0]), "name")
        sentence = _("{name} {spec} has no product file; bring in the products first.")
        return None, wrong(format_lazy(sentence, **said), "name")

    def _of_name(self, row):
        found = self.by_name[key(row.text("name"))]
        number = normal(row.text("registration_no"))
        same = [p for p in found if normal(p.registration_no) == number]
        return same if number else found

    @staticmethod
    def _specification(row):
        return spelling(row.text("model") + row.text("specification"))

    def _is_specified(self, product, row):
        model, specification = product.model, product.specification
        own = {
            spelling(model + specification),
            spelling(specification),
            spelling(model),
        }
        return self._specification(row) in own - {""}


class Shelves:
    """The locations, and where goods go that lie at none that is in the books."""

    def __init__(self, options):
        self.warehouse = _chosen(Warehouse, options.get("warehouse"))
        self.default = _chosen(Place, options.get("place"))
        self.may_create = options.get("create", False) and self.warehouse
        self.by_code = defaultdict(list)
        for place in Place.objects.select_related("warehouse"):
            self.by_code[spelling(place.code)].append(place)

    def find(self, row):
        """The location of a row, and what is to be said of it."""
        code = row.text("place")
        found = self.by_code[spelling(code)] if code else []
        if len(found) > 1:
            found = self._in_warehouse(found, row)
        if len(found) > 1:
            sentence = _(
                "{code} is in several warehouses: choose one beside the columns."
            )
            return None, question(format_lazy(sentence, code=code), "place")
        if found and found[0].zone != Zone.QUALIFIED:
            sentence = _("{code} is not in the qualified zone.")
            return None, wrong(format_lazy(sentence, code=code), "place")
        return (found[0], None) if found else self._elsewhere(code)

    def _in_warehouse(self, places, row):
        said = key(row.text("warehouse"))
        named = [place for place in places if key(place.warehouse.name) == said]
        chosen = [place for place in places if place.warehouse == self.warehouse]
        return named or chosen or places

    def _elsewhere(self, code):
        if code and self.may_create:
            place = Place(warehouse=self.warehouse, code=code, zone=Zone.QUALIFIED)
            self.by_code[spelling(code)].append(place)
            return place, None
        if self.default:
            sentence = _("Goes to {place}.")
            said = remark(format_lazy(sentence, place=self.default), "place")
            return self.default, said
        if code:
            sentence = _("{code} is not in the books: choose one beside the columns.")
            return None, question(format_lazy(sentence, code=code), "place")
        return None, question(_("No location is told: choose one beside the columns."))


def _chosen(model, pk):
    return model.objects.filter(pk=pk).first() if pk else None
