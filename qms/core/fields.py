"""Columns of what things are known by: kept in one spelling, however they are typed.

By them the database tells what is entered twice, and a scan finds its product.
"""

from django.db import models

from qms.core.identifiers import credit_code, gtin14, normal
from qms.records.reading.text import clean


class CodeField(models.CharField):
    """A lot or number: half-width, without stray blanks."""

    spell = staticmethod(clean)

    def to_python(self, value):
        said = super().to_python(value)
        return self.spell(said) if said else said

    def pre_save(self, row, add):
        said = self.to_python(super().pre_save(row, add))
        setattr(row, self.attname, said)
        return said

    def deconstruct(self):
        """To the database it is text like any other: no migration knows of it."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class CreditCodeField(CodeField):
    """A unified social credit code."""

    spell = staticmethod(credit_code)


class RegistrationField(CodeField):
    """The number of a registration or filing, in the script of the authority."""

    spell = staticmethod(normal)


class GtinField(CodeField):
    """A product identifier of 14 digits, shorter ones filled up (GS1)."""

    @staticmethod
    def spell(said):
        return gtin14(said) or clean(said)
