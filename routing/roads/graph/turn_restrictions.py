"""Applying turn restrictions to a graph of turns.

Restrictions over a single node remove turns. Restrictions over ways need a
memory: for each beginning of such a chain there is one more state on the
chain's last arc so far, entered only by who drove that beginning (the
automaton of Aho & Corasick 1975 over arcs).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from routing.roads.graph.turns import Transitions

Arcs = tuple[int, ...]


@dataclass
class _Rules:
    """Forbidden chains, and per beginning the arcs that alone may follow."""

    forbidden: set[Arcs] = field(default_factory=set)
    mandatory: dict[Arcs, set[int]] = field(default_factory=dict)

    def allow(self, driven: Arcs, following: int) -> bool:
        """Tell whether an arc may follow what was driven."""
        whole = (*driven, following)
        if any(whole[begin:] in self.forbidden for begin in range(len(driven))):
            return False
        tails = (driven[begin:] for begin in range(len(driven)))
        return all(following in self.mandatory[tail] for tail in tails if tail in self.mandatory)


def apply_restrictions(turns: Transitions, restrictions: Iterable[tuple[Arcs, bool]]) -> Transitions:
    """Remove forbidden turns; add states that remember the beginnings of chains over ways.

    Parameters
    ----------
    turns
        One state per arc (state number = arc number), sorted by origin.
    restrictions
        Chains of arcs with whether they are *only* rules: after all arcs of
        such a chain but the last, the last must follow. Several *only* rules
        with the same beginning allow the last arc of each. A chain over ways
        is judged at its end; leaving it earlier is free.
    """
    rules = _Rules()
    beginnings: dict[Arcs, int] = {}
    states = len(turns.arc)
    for chain, only in restrictions:
        if only:
            rules.mandatory.setdefault(chain[:-1], set()).add(chain[-1])
        else:
            rules.forbidden.add(chain)
        for length in range(2, len(chain)):
            beginnings.setdefault(chain[:length], states + len(beginnings))
    kept, target = np.ones(len(turns.origin), np.bool_), turns.target.copy()
    for first in sorted({arcs[0] for arcs in [*rules.forbidden, *rules.mandatory, *beginnings]}):
        for turn in _of(turns, first):
            following = int(turns.target[turn])
            kept[turn] = rules.allow((first,), following)
            target[turn] = beginnings.get((first, following), following)
    added = list(_turns_with_memory(turns, rules, beginnings))
    extra = np.array(added, np.float64).reshape(-1, 3)
    return Transitions(
        np.concatenate([turns.arc, np.array([arcs[-1] for arcs in beginnings], np.int64)]),
        np.concatenate([turns.origin[kept], extra[:, 0].astype(np.int64)]),
        np.concatenate([target[kept], extra[:, 1].astype(np.int64)]),
        np.concatenate([turns.seconds[kept], extra[:, 2]]),
    )


def _turns_with_memory(
    turns: Transitions, rules: _Rules, beginnings: dict[Arcs, int]
) -> Iterator[tuple[int, int, float]]:
    """Yield the turns out of the states that remember a beginning."""
    for driven, state in beginnings.items():
        for turn in _of(turns, driven[-1]):
            following = int(turns.target[turn])
            if rules.allow(driven, following):
                whole = (*driven, following)
                tails = (whole[begin:] for begin in range(len(whole) - 1))
                yield (
                    state,
                    next((beginnings[tail] for tail in tails if tail in beginnings), following),
                    float(turns.seconds[turn]),
                )


def _of(turns: Transitions, state: int) -> range:
    """Return the rows of the turns out of a state."""
    begin, end = np.searchsorted(turns.origin, [state, state + 1])
    return range(int(begin), int(end))
