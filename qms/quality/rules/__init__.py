"""Why quality may not approve."""

from .calibrating import probes_are_calibrated_each_year, proof_lies_behind_its_term

__all__ = ["probes_are_calibrated_each_year", "proof_lies_behind_its_term"]
