"""Wordings about pickups, deliveries and the shipments they make."""

MESSAGES = {
    "order_kind_unknown": (
        "„{value}“ ist weder Lieferung noch Abholung. Möglich: {detail}, Lieferung, Abholung.",
        "“{value}” is neither a delivery nor a pickup. Possible: {detail}.",
    ),
    "shipment_without_pickup": (
        "Der Sendung „{value}“ fehlt die Abholung: eine Zeile mit derselben Sendung und kind = pickup.",
        "The shipment “{value}” lacks its pickup: a row with the same shipment and kind = pickup.",
    ),
    "shipment_without_delivery": (
        "Der Sendung „{value}“ fehlt die Lieferung: eine Zeile mit derselben Sendung und kind = delivery.",
        "The shipment “{value}” lacks its delivery: a row with the same shipment and kind = delivery.",
    ),
    "shipment_twice": (
        (
            "Dieselbe Hälfte der Sendung „{value}“ steht schon in Zeile {detail}; jede Sendung hat eine Abholung und "
            "eine Lieferung."
        ),
        (
            "The same half of the shipment “{value}” stands in row {detail} already; a shipment has one pickup and one "
            "delivery."
        ),
    ),
    "shipment_two_vehicles": (
        (
            "Die andere Hälfte der Sendung (Zeile {detail}) ist an ein anderes Fahrzeug gebunden als „{value}“; bitte "
            "angleichen."
        ),
        (
            "The other half of the shipment (row {detail}) is tied to another vehicle than “{value}”; please make them "
            "the same."
        ),
    ),
    "shipment_half_optional": (
        "Nur eine Hälfte der Sendung „{value}“ ist verzichtbar (andere: Zeile {detail}); bitte beide oder keine.",
        "Only one half of the shipment “{value}” is optional (other half: row {detail}); please mark both or none.",
    ),
    "shipment_loads_differ": (
        (
            "Die Hälften der Sendung tragen Verschiedenes: hier {value}, in Zeile {detail}. Eine der Zellen kann leer "
            "bleiben."
        ),
        (
            "The halves of the shipment carry different loads: {value} here, in row {detail}. One of the cells may "
            "stay blank."
        ),
    ),
    "shipment_waits": (
        "Die andere Hälfte der Sendung „{value}“ (Zeile {detail}) braucht Sie; diese Zeile wartet mit.",
        "The other half of the shipment “{value}” (row {detail}) needs you; this row waits with it.",
    ),
}
