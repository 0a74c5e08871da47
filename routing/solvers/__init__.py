"""Solvers: they decide sequences only; times are put on them by ``routing.schedule``."""

from routing.solvers.cost import Cost, plan_cost
from routing.solvers.in_process import solve_here, solve_in_process
from routing.solvers.options import SolveOptions, Weights
from routing.solvers.run import solve
from routing.solvers.solution import Progress, Solution, Solver

__all__ = [
    "Cost",
    "Progress",
    "Solution",
    "SolveOptions",
    "Solver",
    "Weights",
    "plan_cost",
    "solve",
    "solve_here",
    "solve_in_process",
]
