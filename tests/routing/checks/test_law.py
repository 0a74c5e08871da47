"""What check() knows of breaks and hours, each rule by the text that makes it; hours and minutes are minutes."""

import pytest
from hand_timed import Task, hand_timed

from routing.check import check
from routing.model import Done, UnderWay

H = 60


def broken(*tasks, **fields):
    """Return the codes of what a tour breaks."""
    problem, plan, matrix = hand_timed(*tasks, **fields)
    return {violation.code for violation in check(problem, plan, matrix)}


def european(*tasks, **fields):
    return broken(*tasks, break_rule="eu561", **fields)


def test_arbzg_4_six_hours_on_end_need_no_break():
    assert broken(Task(drive=2 * H, work=4 * H)) == set()


def test_arbzg_4_nobody_works_longer_than_six_hours_on_end():
    found = broken(Task(drive=2 * H, work=4 * H + 1), home=Task(drive=5, pause=30))
    assert found == {"check_work_unbroken"}


def test_arbzg_4_driving_and_service_are_work_alike():
    assert "check_work_unbroken" in broken(*[Task(drive=1 * H, work=1 * H)] * 3, home=Task(drive=1))


def test_arbzg_4_more_than_six_hours_ask_for_thirty_minutes():
    assert broken(Task(1 * H, 4 * H), Task(1 * H, 30, pause=29)) == {"check_breaks_short"}


def test_arbzg_4_thirty_minutes_may_be_two_quarters():
    assert broken(Task(1 * H, 2 * H), Task(1 * H, 2 * H, pause=15), Task(0, 2 * H, pause=15)) == set()


def test_arbzg_4_the_second_quarter_may_come_after_the_sixth_hour():
    """The law asks for it within the working day, and for the first one within six hours."""
    assert broken(Task(1 * H, 4 * H), Task(1 * H, 1 * H, pause=15), Task(10, 10, pause=15)) == set()


def test_arbzg_4_parts_of_less_than_a_quarter_are_no_break():
    assert broken(Task(1 * H, 3 * H), Task(30, 30, pause=14), Task(30, 30, pause=16)) == {"check_breaks_short"}


def test_arbzg_4_more_than_nine_hours_ask_for_forty_five_minutes():
    assert broken(Task(1 * H, 4 * H), Task(1 * H, 3 * H + 1, pause=44)) == {"check_breaks_short"}


def test_arbzg_4_nine_hours_are_content_with_thirty_minutes():
    assert broken(Task(1 * H, 4 * H), Task(1 * H, 3 * H, pause=30)) == set()


def test_arbzg_4_forty_five_minutes_may_be_three_quarters():
    found = broken(
        Task(1 * H, 2 * H), Task(1 * H, 2 * H, pause=15), Task(0, 2 * H, pause=15), Task(0, 1 * H + 1, pause=15)
    )
    assert found == set()


def test_arbzg_4_a_wait_of_a_quarter_is_a_break():
    assert broken(Task(1 * H, 4 * H), Task(30, 1 * H, wait=30)) == set()


def test_arbzg_4_a_wait_of_less_is_work():
    assert broken(Task(1 * H, 4 * H), Task(50, 0, wait=14), home=Task(drive=0)) == {
        "check_work_unbroken",
        "check_breaks_short",
    }


def test_arbzg_4_a_wait_and_a_pause_that_nothing_parts_are_one_break():
    assert broken(Task(1 * H, 4 * H), Task(30, 0, wait=14), Task(1 * H, 0, pause=16)) == set()


def test_arbzg_4_rest_after_the_last_work_interrupts_nothing():
    assert broken(Task(1 * H, 4 * H), Task(1 * H, 30, pause=15), Task(0, 0, wait=30)) == {"check_breaks_short"}


def test_arbzg_4_a_pause_before_the_first_drive_interrupts_nothing():
    assert broken(Task(1 * H, 4 * H, pause=30), Task(1 * H, 30, pause=15)) == {"check_breaks_short"}


def test_arbzg_3_ten_hours_a_day_are_lawful():
    assert broken(Task(1 * H, 4 * H), Task(1 * H, 4 * H, pause=45)) == set()


def test_arbzg_3_more_than_ten_hours_a_day_are_not():
    assert broken(Task(1 * H, 4 * H), Task(1 * H, 4 * H + 1, pause=45)) == {"check_work_too_long"}


def test_eu561_7_four_and_a_half_hours_of_driving_are_lawful():
    assert european(Task(270)) == set()


def test_eu561_7_no_longer_drive_without_a_full_break():
    assert european(Task(200), Task(71)) == {"check_driving_unbroken"}


def test_eu561_7_a_single_drive_may_be_too_long():
    assert european(Task(271)) == {"check_driving_unbroken"}


def test_eu561_7_forty_five_minutes_are_a_full_break():
    assert european(Task(200), Task(200, pause=45)) == set()


def test_eu561_7_forty_four_minutes_are_none():
    assert european(Task(200), Task(100, pause=44)) == {"check_driving_unbroken"}


def test_eu561_7_a_break_may_be_split_into_fifteen_then_thirty_minutes():
    assert european(Task(100), Task(100, pause=15), Task(180, pause=30)) == set()


def test_eu561_7_thirty_then_fifteen_minutes_are_no_full_break():
    assert european(Task(100), Task(100, pause=30), Task(100, pause=15)) == {"check_driving_unbroken"}


def test_eu561_7_three_quarters_are_no_full_break():
    found = european(Task(100), Task(100, pause=15), Task(60, pause=15), Task(60, pause=15))
    assert found == {"check_driving_unbroken"}


def test_eu561_7_after_a_full_break_parts_before_it_count_no_more():
    """Charlton, C-116/92: the driving counts from zero, whatever was driven and rested before."""
    found = european(Task(30), Task(30, pause=15), Task(150, pause=30), Task(130, pause=30))
    assert found == {"check_driving_unbroken"}


def test_eu561_7_a_wait_of_forty_five_minutes_is_a_full_break():
    assert european(Task(200, wait=45), Task(200)) == set()


def test_eu561_7_other_work_is_no_driving():
    assert european(Task(130, 60), Task(140)) == set()


def test_eu561_7_other_work_is_no_break():
    assert european(Task(200, 60), Task(71, pause=30)) == {"check_driving_unbroken"}


def test_eu561_6_nine_hours_of_driving_a_day_are_lawful():
    assert european(Task(270), Task(270, pause=45)) == set()


def test_eu561_6_more_than_nine_hours_are_not():
    assert european(Task(200), Task(200, pause=45), Task(141, pause=45)) == {"check_driving_too_long"}


def test_eu561_drivers_are_employees_arbzg_4_holds_too():
    assert european(Task(1 * H, 5 * H), Task(1 * H, 0)) == {"check_work_unbroken", "check_breaks_short"}


def test_without_a_rule_nothing_is_asked():
    assert broken(Task(20 * H, 20 * H), break_rule="none") == set()


@pytest.mark.parametrize(
    "tasks",
    [
        (Task(1 * H, 6 * H), Task(1, 1, pause=45)),
        (Task(280), Task(1, 1, pause=45)),
        (Task(9 * H + 1),),
        (Task(7 * H, 1 * H),),
    ],
)
def test_what_has_happened_is_a_fact_and_no_breach(tasks):
    """Six hours on end, four and a half or nine of driving: broken by then, and nothing after it breaks more."""
    problem, plan, matrix = hand_timed(*tasks, break_rule="eu561")
    visit = plan.routes[0].visits[0]
    done = Done(stop_id="s0", arrival_s=visit.arrival_s, service_start_s=visit.arrival_s, departure_s=visit.departure_s)
    way = UnderWay(vehicle_id="van", departure_s=0, free_s=visit.departure_s, visits=(done,))
    assert check(problem.model_copy(update={"under_way": (way,)}), plan, matrix) == []
