"""Which products a letter of authorisation names, as it words them (GSP 53, 78)."""

import re

from qms.records.reading.text import key

#: Words by which a letter speaks of all products.
EVERYTHING = ("全部", "所有", "全线", "全系列", "全品类", "all products")
#: What parts the products that are named, and what they are besides their names.
BETWEEN = re.compile(r"[、，,;；。\s]+")
KIND = re.compile("(系列|产品|类|等)+$")


def names(words, product):
    """Whether some words speak of all products, of this one, or of its kind."""
    said, name = key(words), key(product.name)
    if name in said or any(key(each) in said for each in EVERYTHING):
        return True
    kinds = [KIND.sub("", key(part)) for part in BETWEEN.split(words)]
    return any(len(kind) > 1 and kind in name for kind in kinds)
