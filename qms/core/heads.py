"""Columns of the ledgers of goods, headed as on the regulator's sheets."""

from django.utils.translation import gettext_lazy as _

from qms.records.sheets import Cell

NAME = Cell("device_name", label=_("product name"))
MODEL_SPECIFICATION = Cell("model_and_specification", label=_("model, specification"))
REGISTRATION = Cell("registration_no", label=_("registration no./filing no."))
REGISTRANT = Cell("registrant_name", label=_("registrant/filer"))
MAKER = Cell("maker_and_licence", label=_("manufacturer"))
LOT = Cell("lot", label=_("batch no./serial no."))
EXPIRY = Cell("expires_on", label=_("valid until"))
UDI = Cell("udi_di", "udi_pi", label=_("UDI"))
