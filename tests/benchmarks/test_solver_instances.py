"""Reading published instances and judging plans for them, on files small enough to see."""

from pathlib import Path

import pytest

from benchmarks.solver.bench import bench_solver, judge, result_name
from benchmarks.solver.instances import read_instance
from routing.errors import InputError

SOLOMON = """TINY

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

    0      0          0          0          0       100          0
    1      3          4          6          0        50         10
    2      1          1          6         20        60         10
"""

VRPLIB = """NAME : tiny
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 1 1
DEMAND_SECTION
1 0
2 6
3 6
TIME_WINDOW_SECTION
1 0 100
2 0 50
3 20 60
DEPOT_SECTION
1
-1
EOF
"""


def explicit(form, numbers, *, windows=""):
    return f"""NAME : explicit
DIMENSION : 3
CAPACITY : 10
EDGE_WEIGHT_TYPE : EXPLICIT
EDGE_WEIGHT_FORMAT : {form}
EDGE_WEIGHT_SECTION
{numbers}
DEMAND_SECTION
1 0
2 6
3 6
{windows}DEPOT_SECTION
1
-1
EOF
"""


@pytest.fixture
def read(tmp_path):
    def write_and_read(text):
        path = tmp_path / "instance.txt"
        path.write_text(text, "utf-8")
        return read_instance(path)

    return write_and_read


def findings(read, text):
    with pytest.raises(InputError) as caught:
        read(text)
    return [(finding.row, finding.value) for finding in caught.value.findings]


def test_distances_are_ten_times_euclidean_and_truncated(read):
    """The way from 1 to 2 is the root of 13, 3.6055."""
    assert read(SOLOMON).distance.tolist() == [[0, 50, 14], [50, 0, 36], [14, 36, 0]]


def test_times_are_scaled_as_distances_are(read):
    instance = read(SOLOMON)
    assert (instance.windows[2].tolist(), instance.service[2]) == ([200, 600], 100)


def test_both_formats_give_the_same_instance(read):
    solomon, vrplib = read(SOLOMON), read(VRPLIB)
    for field in ("distance", "windows", "service", "demand"):
        assert (getattr(solomon, field) == getattr(vrplib, field)).all()
    assert (solomon.vehicles, solomon.capacity) == (vrplib.vehicles, vrplib.capacity)


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("FULL_MATRIX", "0 7 8\n7 0 9\n8 9 0"),
        ("LOWER_ROW", "7\n8 9"),
        ("LOWER_DIAG_ROW", "0\n7 0\n8 9 0"),
        ("UPPER_ROW", "7 8\n9"),
        ("UPPER_DIAG_ROW", "0 7 8 0\n9 0"),
    ],
)
def test_explicit_distances_are_taken_as_they_stand(read, form, numbers):
    assert read(explicit(form, numbers)).distance.tolist() == [[0, 7, 8], [7, 0, 9], [8, 9, 0]]


def test_explicit_distances_leave_times_unscaled(read):
    windows = "TIME_WINDOW_SECTION\n1 0 100\n2 0 50\n3 20 60\n"
    assert read(explicit("LOWER_ROW", "7\n8 9", windows=windows)).windows[2].tolist() == [20, 60]


def test_without_windows_any_single_tour_is_in_time(read):
    instance = read(explicit("LOWER_ROW", "7\n8 9"))
    assert judge(instance, [[1], [2]]) == (30, True)


def test_all_unreadable_rows_are_told_at_once(read):
    text = SOLOMON.replace("1      3 ", "1      x ").replace("2      1          1 ", "2      1 ")
    assert [row for row, _ in findings(read, text)] == [11, 12]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        SOLOMON.split("CUSTOMER", maxsplit=1)[0],
        SOLOMON.replace("20        60", "60        20"),
        SOLOMON.replace("20        60", "20  60000000"),
        SOLOMON.replace("  2         10\n", "  two       10\n"),
        VRPLIB.replace("DIMENSION : 3", "DIMENSION : many"),
        VRPLIB.replace("3 20 60\n", ""),
        VRPLIB.replace("3 1 1\n", "9 1 1\n"),
        VRPLIB.replace("DEPOT_SECTION\n1", "DEPOT_SECTION\n2"),
        VRPLIB.replace("SERVICE_TIME : 10", "SERVICE_TIME : ten"),
        explicit("LOWER_ROW", "7\n8"),
        explicit("LOWER_ROW", "7\n8 nine"),
        explicit("LOWER_COL", "7\n8 9"),
    ],
)
def test_a_damaged_file_is_an_input_error(read, text):
    assert findings(read, text)


def test_missing_and_damaged_files_are_told_together(tmp_path):
    (tmp_path / "damaged.txt").write_text("hello", "utf-8")
    with pytest.raises(InputError) as caught:
        bench_solver([tmp_path / "absent.txt", tmp_path / "damaged.txt"], time_limit_s=1, seed=0)
    assert [finding.code for finding in caught.value.findings] == ["instance_missing", "instance_unreadable"]


@pytest.mark.parametrize(
    ("tours", "why"),
    [
        ([[1, 2]], "12 of load in a vehicle of 10"),
        ([[1]], "2 is not served"),
        ([[1], [2], [1]], "1 is served twice"),
    ],
)
def test_the_judge_refuses(read, tours, why):
    assert judge(read(SOLOMON), tours)[1] is False, why


def test_the_judge_sees_a_missed_window(read):
    """Two stops fit one vehicle here; 1 is due at 50, and after 2 (20 until 30) it is reached at 33.6."""
    lighter = SOLOMON.replace("6          0        50", "1          0        33")
    assert judge(read(lighter), [[2, 1]])[1] is False
    assert judge(read(lighter), [[1, 2]])[1] is True


def test_the_judge_adds_up_the_way_home(read):
    assert judge(read(SOLOMON), [[1], [2]]) == (128, True)


def test_bench_reports_every_instance_with_the_keys_that_scripts_rely_on(tmp_path):
    path = tmp_path / "tiny.txt"
    path.write_text(SOLOMON, "utf-8")
    (row,) = bench_solver([path], time_limit_s=2, seed=5)
    assert row.pop("seconds") > 0
    assert row == {
        "instance": "TINY", "stops": 2, "cost": 128, "vehicles": 2, "feasible": True, "seed": 5, "time_limit_s": 2,
    }  # fmt: skip


def test_results_of_as_many_other_instances_have_another_name():
    some, others = ([Path(f"{name}.txt") for name in names] for names in (("C101", "R101"), ("C101", "R102")))
    assert result_name(some) == result_name(reversed(some)) != result_name(others)
