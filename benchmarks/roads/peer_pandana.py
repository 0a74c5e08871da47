"""Ask pandana for one table; runs under a Python that has it, and imports nothing of this project.

The arguments are two files of arrays: what is asked (``x``, ``y``, ``tail``, ``head``, ``seconds``, ``places``) and
where the answer goes (``table``, ``build_s``, ``table_s``).
"""

import importlib
import sys
import time


def main() -> None:
    """Answer one question."""
    numpy, pandas = importlib.import_module("numpy"), importlib.import_module("pandas")
    pandana = importlib.import_module("pandana")
    asked = numpy.load(sys.argv[1])
    begin = time.perf_counter()
    weights = pandas.DataFrame({"seconds": asked["seconds"]})
    series = [pandas.Series(asked[name]) for name in ("x", "y", "tail", "head")]
    network = pandana.Network(*series, weights, twoway=False)
    build_s = time.perf_counter() - begin
    places = asked["places"]
    origins, targets = numpy.repeat(places, len(places)), numpy.tile(places, len(places))
    begin = time.perf_counter()
    table = numpy.array(network.shortest_path_lengths(origins, targets)).reshape(len(places), len(places))
    numpy.savez(sys.argv[2], table=table, build_s=build_s, table_s=time.perf_counter() - begin)


if __name__ == "__main__":
    main()
