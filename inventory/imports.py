"""Opening stock comes in from an office's own count."""

from collections import defaultdict
from functools import cached_property

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from inventory.models import StockIn, StockInLine
from qms.core.imports import (
    GONE,
    PRODUCTS,
    REGISTRATIONS,
    REMARKS,
    SPECIFICATIONS,
    SUPPLIERS,
    UDI,
)
from qms.core.models import Batch, Place, Product, Warehouse, Zone
from qms.core.roles import Role
from qms.core.search import search_text
from qms.records.imports import (
    ImportTarget,
    Known,
    column,
    doubt,
    question,
    read_words,
    remark,
    save_drafts,
    save_rows,
    spelling,
    target,
    wrong,
)
from qms.records.models import State
from qms.records.reading.cross import doubt_expiry
from qms.records.reading.tables import Column
from qms.records.reading.text import key
from qms.records.reading.values import read_gtin

LOTS = (
    *("批号", "批号/序列号", "序列号", "生产批号", "批次", "批次号", "产品批号"),
    *("lot", "lot number", "batch", "batch number", "serial number"),
)
MADE = ("生产日期", "制造日期", "production date", "manufactured", "made on")
EXPIRES = (
    *("失效日期", "有效期", "有效期至", "效期", "使用期限", "有效日期", "失效期"),
    *("expiry date", "expiry", "use by", "exp"),
)
QUANTITIES = (
    *("数量", "库存数量", "结存", "结存数量", "库存", "在库数量", "实盘数量"),
    *("quantity", "qty", "stock"),
)
LOCATIONS = ("库位", "货位", "库位号", "货位号", "储位", "location", "bin")
WAREHOUSES = ("仓库", "库房", "库区", "仓库名称", "warehouse")
