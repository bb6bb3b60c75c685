"""Migrating an empty database, forth and back, in seconds instead of minutes.

Django renders the classes of a migration's models anew after every operation, with all
that relate to them; here everything relates to the user, so that each of hundreds of
operations rendered them all. Operations that each touch another table do not see one
another: they become known together, and the classes are rendered once for all of them.
"""

from django.db import migrations
from django.db.migrations.operations.base import Operation

GROUPED = (migrations.CreateModel, migrations.AddField, migrations.AlterField)


class Together(Operation):
    """Operations on different tables, all of them known before the first is done."""

    def __init__(self, operations):
        self.operations = operations
        self.reversible = all(operation.reversible for operation in operations)

    def state_forwards(self, app_label, state):
        # Without its classes a state renders none before they are asked for.
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)


def table_of(operation):
    """The model whose table alone an operation touches; None if that is not known."""
    if isinstance(operation, migrations.CreateModel):
        return operation.name_lower
    return operation.model_name_lower if isinstance(operation, GROUPED) else None


def together(operations):
    """The same operations in order, those in a row on different tables as one."""
    runs, touched = [], set()
    for operation in operations:
        table = table_of(operation)
        if table is None or table in touched or not touched:
            runs.append([])
            touched = set()
        runs[-1].append(operation)
        touched |= {table} - {None}
    return [run[0] if len(run) == 1 else Together(run) for run in runs]


def group(plan=(), **kwargs):
    """Before migrating: what may be carried out together is."""
    for migration, _backwards in plan:
        migration.operations = together(migration.operations)
