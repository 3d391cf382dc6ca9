from multaqa.apps.network.services.imports.applying import (
    apply_import,
    ask_application,
    bring_rows,
    completed,
    proposed,
)
from multaqa.apps.network.services.imports.checking import (
    check_import,
    correct_cells,
    replace_value,
)
from multaqa.apps.network.services.imports.deciding import decide_row, decide_rows
from multaqa.apps.network.services.imports.opening import (
    cancel_work,
    confirm_columns,
    drop_import,
    look_again,
    open_import,
    read_again,
    read_import,
)
from multaqa.apps.network.services.imports.undoing import ask_undoing, undo_import

__all__ = [
    "apply_import",
    "ask_application",
    "ask_undoing",
    "bring_rows",
    "cancel_work",
    "check_import",
    "completed",
    "confirm_columns",
    "correct_cells",
    "decide_row",
    "decide_rows",
    "drop_import",
    "look_again",
    "open_import",
    "proposed",
    "read_again",
    "read_import",
    "replace_value",
    "undo_import",
]
