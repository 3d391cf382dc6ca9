"""Linear and integer programs over the types of a pool, kept warm between runs (HiGHS)."""

import numpy as np
from highspy import HighsModelStatus, _core, kHighsInf

from multaqa.engines.lottery.types import Flags, Floats, Ints, Rows

NO_BOUND = kHighsInf


class Program:
    """Columns within bounds, under rows, to be maximised; every change keeps the last basis."""

    def __init__(
        self,
        rows: Rows,
        lower: Floats,
        upper: Floats,
        cost: Floats | None = None,
        coefficients: Floats | None = None,
        *,
        is_integer: bool | Flags = False,
        **options: float | str | bool,
    ) -> None:
        # The plain binding: its Python heir prints a banner and wakes a callback on every run.
        self.solver = _core._Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        for option, value in options.items():
            self.solver.setOptionValue(option, value)
        self.columns = np.arange(len(lower), dtype=np.int32)
        self.row_bounds = rows.lower, rows.upper
        order = np.argsort(rows.row, kind="stable")
        starts = np.zeros(len(rows.lower) + 1, dtype=np.int32)
        np.cumsum(np.bincount(rows.row, minlength=len(rows.lower)), out=starts[1:])
        self.solver.passModel(
            len(lower),
            len(rows.lower),
            len(order),
            int(_core.MatrixFormat.kRowwise),
            int(_core.ObjSense.kMaximize),
            0.0,
            np.zeros(len(lower)) if cost is None else cost,
            lower,
            upper,
            rows.lower,
            rows.upper,
            starts,
            rows.column[order].astype(np.int32),
            np.ones(len(order)) if coefficients is None else coefficients[order],
            np.full(len(lower), is_integer).astype(np.int32),
        )

    def add_row(self, lower: float, upper: float, columns: Ints, coefficients: Floats) -> None:
        self.solver.addRow(
            lower, upper, len(columns), np.asarray(columns, dtype=np.int32), coefficients
        )

    def add_column(
        self, cost: float, lower: float, upper: float, rows: Ints, coefficients: Floats
    ) -> None:
        self.solver.addCol(
            cost, lower, upper, len(rows), np.asarray(rows, dtype=np.int32), coefficients
        )

    def set_cost(self, cost: Floats) -> None:
        self.solver.changeColsCost(len(self.columns), self.columns, cost)

    def set_bounds(self, lower: Floats, upper: Floats) -> None:
        self.solver.changeColsBounds(len(self.columns), self.columns, lower, upper)

    def set_row_bounds(self, lower: Floats, upper: Floats) -> None:
        """New bounds for the rows there were when the program was made."""
        old_lower, old_upper = self.row_bounds
        for row in np.flatnonzero((lower != old_lower) | (upper != old_upper)).tolist():
            self.solver.changeRowBounds(row, lower[row], upper[row])
        self.row_bounds = lower, upper

    def run(self) -> bool:
        """Whether an optimum was found; none means that no point fits."""
        self.solver.run()
        return bool(self.solver.getModelStatus() == HighsModelStatus.kOptimal)

    @property
    def point(self) -> Floats:
        return np.asarray(self.solver.getSolution().col_value)

    @property
    def point_and_pull(self) -> tuple[Floats, Floats]:
        """The point, and how firmly each column is held where it is (its reduced cost)."""
        solution = self.solver.getSolution()
        return np.asarray(solution.col_value), np.abs(np.asarray(solution.col_dual))

    @property
    def value(self) -> float:
        return float(self.solver.getInfo().objective_function_value)
