"""Published routing instances, solved within a time limit and judged apart from the solver."""
