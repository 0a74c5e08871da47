"""Days of a simulated firm in a real town: what a planner learned of them, and judges that learned from other weeks."""

from dataclasses import dataclass
from datetime import date as Date

from data.calibrate import calibrate
from data.samples.truth import Truth, working_days
from data.samples.world import World
from routing.matrix import Matrix
from routing.model import Problem
from routing.plan import Sequences
from routing.progress import Say, silent
from routing.roads import RoadNetwork, engine_of
from routing.simulate import Simulated, simulate
from routing.table import matrices_of
from routing.traffic import LearnedTimes

FIRST_DAY = Date(2026, 1, 5)
WEEKS = 6
"""Weeks that planner and judge each learn from."""

DAYS_A_WEEK = 5
JUDGE_SEED = 424_242
SCENARIOS = 500


@dataclass(frozen=True)
class TownDays:
    """Days to plan, with what may be known of them.

    Parameters
    ----------
    problems
        Vehicles cost by the kilometre alone: every solver seeks the shortest tours.
    planner, judge
        Learned from weeks that have no day in common.
    """

    world: World
    problems: tuple[Problem, ...]
    planner: LearnedTimes
    judge: LearnedTimes
    truth: Truth

    @classmethod
    def of(
        cls, network: RoadNetwork, *, tours: int, stops: int, days: int, pool_seed: int, say: Say = silent
    ) -> "TownDays":
        """Let a firm of ``tours`` with ``stops`` each live for some weeks, and take the days after them."""
        world = World.of(engine_of(network), tours=tours, stops=stops, pool_seed=pool_seed, progress=say)
        weeks = WEEKS * DAYS_A_WEEK
        dates = working_days(FIRST_DAY, 2 * weeks + days)
        lived = world.past_days(dates[: 2 * weeks], pool_seed, progress=say)
        return cls(
            world=world,
            problems=tuple(_by_distance(world.day(date, pool_seed)) for date in dates[2 * weeks :]),
            planner=calibrate(lived[weeks:], world.tables, name="planner", held_out=False),
            judge=calibrate(lived[:weeks], world.tables, name="judge", held_out=False),
            truth=world.truth(pool_seed),
        )

    def matrices(self, problem: Problem, times: LearnedTimes) -> dict[str, Matrix]:
        """Return expected travel by the hour, as learned."""
        return matrices_of(self.world.tables, problem, times)

    def late(self, problem: Problem, sequences: Sequences) -> dict[str, float]:
        """Return the late stops of a mean day under each judge."""
        judged = simulate(
            problem,
            sequences,
            self.matrices(problem, self.judge),
            self.judge,
            seed=JUDGE_SEED,
            scenarios=SCENARIOS,
        )
        true = self.truth.expected(problem, sequences, seed=JUDGE_SEED, scenarios=SCENARIOS)
        return {"other_weeks": _mean_late(problem, judged), "truth": _mean_late(problem, true)}


def _mean_late(problem: Problem, run: Simulated) -> float:
    return float(run.late(problem)[1].sum()) / run.scenarios


def _by_distance(problem: Problem) -> Problem:
    """Return the day with vehicles that cost a euro a kilometre and nothing else."""
    vehicles = tuple(
        vehicle.model_copy(update={"cost_per_km": 1.0, "cost_per_h": 0.0, "cost_fixed": 0.0})
        for vehicle in problem.vehicles
    )
    return problem.model_copy(update={"vehicles": vehicles})
