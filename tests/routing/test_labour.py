"""Which law of breaks binds whom, against the texts of ArbZG, FPersV and VO (EG) 561/2006."""

from routing.labour import break_rule_findings, rule_by_law


def van(one_van, **fields):
    return one_van.vehicles[0].model_copy(update=fields)


def warned(one_van, *vans):
    """Return code, vehicles and law of each warning."""
    named = [vehicle.model_copy(update={"vehicle_id": f"v{k}"}) for k, vehicle in enumerate(vans)]
    found = break_rule_findings(one_van.model_copy(update={"vehicles": tuple(named), "stops": ()}))
    assert all(finding.severity == "warning" for finding in found)
    return [(finding.code, finding.value, finding.detail) for finding in found]


def test_arbzg_alone_binds_vans_up_to_2800_kg(one_van):
    assert rule_by_law(van(one_van, gross_weight_kg=2_800)) == "arbzg"


def test_fpersv_1_asks_for_the_european_breaks_above_2800_kg(one_van):
    assert rule_by_law(van(one_van, gross_weight_kg=2_801)) == "eu561"


def test_eu561_2_binds_lorries_above_3500_kg(one_van):
    assert rule_by_law(van(one_van, gross_weight_kg=3_501)) == "eu561"


def test_an_unknown_weight_names_no_law(one_van):
    assert rule_by_law(van(one_van, gross_weight_kg=None)) is None


def test_planning_without_breaks_warns_whatever_the_weight(one_van):
    assert warned(one_van, van(one_van), van(one_van, gross_weight_kg=12_000)) == [("break_rule_none", "v0, v1", None)]


def test_arbzg_where_fpersv_1_asks_for_more_warns(one_van):
    light = van(one_van, gross_weight_kg=3_500, break_rule="arbzg")
    assert warned(one_van, light) == [("break_rule_weak", "v0", "FPersV § 1")]


def test_arbzg_where_eu561_holds_warns(one_van):
    heavy = van(one_van, gross_weight_kg=3_501, break_rule="arbzg")
    assert warned(one_van, heavy) == [("break_rule_weak", "v0", "VO (EG) 561/2006")]


def test_a_rule_as_strict_as_the_law_is_silent(one_van):
    enough = [(2_800, "arbzg"), (2_800, "eu561"), (3_500, "eu561"), (40_000, "eu561"), (None, "arbzg")]
    assert warned(one_van, *(van(one_van, gross_weight_kg=kg, break_rule=rule) for kg, rule in enough)) == []


def test_of_many_vehicles_a_warning_names_the_first_and_counts_all(one_van):
    ((_, names, _),) = warned(one_van, *[van(one_van)] * 9)
    assert names == "v0, v1, v2, v3, v4, … (9)"
