"""Why nothing may be vetoed, or no veto lifted."""

from django.utils.translation import gettext as _

from qms.records.rules import Problem, rule

#: Which targets each ground of seed F.4 is about; (10) is about anything.
FITTING = {
    "supplier": {"supplier"},
    "customer": {"customer"},
    "acceptance": {"receipt", "batch"},
    "storage": {"batch", "product"},
    "sold": {"batch", "product"},
    "equipment": {"equipment"},
    "first_trade": {"supplier", "product", "customer"},
    "unreliable": {"supplier", "product"},
    "plan": {"purchase"},
}


@rule("seed F.4.1-10")
def ground_fits_the_target(veto):
    """Each ground of a veto is about certain targets: a supplier, goods, equipment."""
    fitting = FITTING.get(veto.ground)
    if fitting and veto.target_type and veto.target_type not in fitting:
        sentence = _("“%(ground)s” is no ground against this type of target.")
        said = {"ground": veto.get_ground_display()}
        yield Problem(sentence, said, field="target_type")


@rule("GSP 18")
def only_a_veto_in_force_is_lifted(release):
    """A release follows a veto that is in effect and stands."""
    veto = release.veto
    ruled = veto.state in ("submitted", "signed", "amended")
    if not (ruled and (veto.stands() or release.has_lifted())):
        yield Problem(_("This veto is not in force."), field="veto")
