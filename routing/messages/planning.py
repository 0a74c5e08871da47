"""What the core says of a day: references, matrices, rules that a plan breaks, reasons."""

MESSAGES = {
    # model
    "duplicate_id": (
        "Die Nummer „{value}“ kommt mehrfach vor; jede darf nur einmal stehen.",
        "The id “{value}” occurs more than once; each may stand only once.",
    ),
    "unknown_depot": (
        "Depot „{value}“ gibt es nicht. Vorhanden: {detail}.",
        "There is no depot “{value}”. Known: {detail}.",
    ),
    "unknown_vehicle": (
        "Fahrzeug „{value}“ gibt es nicht. Vorhanden: {detail}.",
        "There is no vehicle “{value}”. Known: {detail}.",
    ),
    "unknown_stop": (
        "Auftrag „{value}“ gibt es nicht; die Tour muss Aufträge dieser Liste nennen.",
        "There is no order “{value}”; a tour must name orders of this list.",
    ),
    "repeated_stop": (
        "Auftrag „{value}“ steht mehrfach in den Touren; er darf nur einmal stehen.",
        "Order “{value}” stands in the tours more than once; it may stand only once.",
    ),
    # contradictions
    "locked_twice": (
        "Auftrag „{value}“ steht mehrfach in den Festlegungen; er darf nur in einer und dort einmal stehen.",
        "Order “{value}” is locked more than once; it may stand in one lock only, and there once.",
    ),
    "locks_collide": (
        "Für Fahrzeug „{value}“ widersprechen sich die Festlegungen: Höchstens eine bestimmt Anfang oder Ganzes.",
        "The locks of vehicle “{value}” contradict each other: one at most settles its start or its whole.",
    ),
    "lock_against_vehicle": (
        "Auftrag „{value}“ ist für ein Fahrzeug festgelegt, darf aber nur mit „{detail}“ fahren.",
        "Order “{value}” is locked to one vehicle, but only “{detail}” may serve it.",
    ),
    "lock_lacks_skills": (
        "Auftrag „{value}“ ist für ein Fahrzeug festgelegt, dem etwas fehlt ({detail}).",
        "Order “{value}” is locked to a vehicle that lacks something ({detail}).",
    ),
    "lock_done_elsewhere": (
        "Auftrag „{value}“ ist festgelegt, wurde aber schon von Fahrzeug „{detail}“ erledigt.",
        "Order “{value}” is locked to one vehicle, but “{detail}” has done it already.",
    ),
    "lock_against_done": (
        "Die Festlegung für Fahrzeug „{value}“ passt nicht zu dem, was es schon erledigt hat: {detail}.",
        "The lock of vehicle “{value}” does not fit what it has done already: {detail}.",
    ),
    "lock_misses_window": (
        "Auftrag „{value}“ ist so festgelegt, dass sein festes Fenster immer verpasst wird ({detail}).",
        "Order “{value}” is locked such that its hard window is missed in any case ({detail}).",
    ),
    "lock_exceeds_shift": (
        "Was für Fahrzeug „{value}“ festgelegt ist, dauert auch ohne Fahrzeit länger als die Schicht ({detail}).",
        "What is locked to vehicle “{value}” lasts longer than its shift, even without any driving ({detail}).",
    ),
    "lock_exceeds_stops": (
        "Für Fahrzeug „{value}“ sind mehr Stopps festgelegt, als es anfahren darf ({detail}).",
        "More stops are locked to vehicle “{value}” than it may serve ({detail}).",
    ),
    "lock_exceeds_load": (
        "Für Fahrzeug „{value}“ ist mehr festgelegt, als es laden darf ({detail}).",
        "More is locked to vehicle “{value}” than it may load ({detail}).",
    ),
    "done_backwards": (
        "Auftrag „{value}“ bei Fahrzeug {detail}: Die Zeiten des Erledigten laufen rückwärts.",
        "Order “{value}” on vehicle {detail}: the times of what was done run backwards.",
    ),
    "under_way_twice": (
        "Fahrzeug „{value}“ ist mehrfach unterwegs gemeldet; es darf nur einmal stehen.",
        "Vehicle “{value}” is reported under way more than once; it may stand only once.",
    ),
    "done_twice": (
        "Auftrag „{value}“ ist mehrfach als erledigt gemeldet.",
        "Order “{value}” is reported done more than once.",
    ),
    "shipment_halves": (
        "Sendung „{value}“ braucht genau eine Abholung und eine Lieferung, hat aber: {detail}.",
        "Shipment “{value}” needs exactly one pickup and one delivery, but has: {detail}.",
    ),
    "shipment_apart": (
        "Abholung und Lieferung der Sendung „{value}“ sind auf getrennten Fahrzeugen festgelegt ({detail}).",
        "Pickup and delivery of shipment “{value}” are fixed on separate vehicles ({detail}).",
    ),
    "shipment_unequal": (
        "Die Hälften der Sendung „{value}“ tragen Verschiedenes ({detail}).",
        "The halves of shipment “{value}” carry different loads ({detail}).",
    ),
    "shipment_reversed": (
        "Sendung „{value}“ soll geliefert werden, bevor sie abgeholt ist ({detail}).",
        "Shipment “{value}” is to be delivered before it is picked up ({detail}).",
    ),
    # matrix
    "matrix_lacks_place": (
        "Für „{value}“ fehlen Fahrzeiten; die Matrix muss alle Orte enthalten.",
        "There are no travel times for “{value}”; the matrix must hold every place.",
    ),
    "matrix_lacks_profile": (
        "Für das Fahrzeugprofil „{value}“ fehlt die Matrix. Vorhanden: {detail}.",
        "There is no matrix for the vehicle profile “{value}”. Known: {detail}.",
    ),
    "leg_unreachable": (
        "Von „{value}“ nach „{detail}“ führt keine befahrbare Straße.",
        "No usable road leads from “{value}” to “{detail}”.",
    ),
    # schedule and check
    "not_in_any_tour": (
        "Steht in keiner Tour.",
        "Stands in no tour.",
    ),
    "check_stop_unknown": ("gehört nicht zu diesem Tag.", "does not belong to this day."),
    "check_stop_repeated": (
        "kommt {value}-mal vor; jeder Auftrag darf nur einmal stehen.",
        "occurs {value} times; each order may stand only once.",
    ),
    "check_stop_missing": (
        "fehlt: weder in einer Tour noch unter den offenen Aufträgen.",
        "is missing: neither in a tour nor among the unassigned.",
    ),
    "check_reason_missing": ("ist offen, aber ohne Grund.", "is unassigned without a reason."),
    "check_due_wrong": (
        "ist falsch gezählt: fällig ist, wer ein Fensterende hat.",
        "is counted wrongly: due is who has a window end.",
    ),
    "check_vehicle_unknown": ("gibt es an diesem Tag nicht.", "does not exist on this day."),
    "check_vehicle_repeated": (
        "hat {value} Touren; es gibt nur eine am Tag.",
        "has {value} tours; a day has only one.",
    ),
    "check_vehicle_forced": (
        "darf nur mit Fahrzeug {detail} gefahren werden.",
        "may only be served by vehicle {detail}.",
    ),
    "check_skills_missing": ("Dem Fahrzeug fehlt: {value}.", "The vehicle lacks: {value}."),
    "check_load_exceeded": ("{value} geladen, erlaubt sind {detail}.", "{value} loaded, {detail} allowed."),
    "check_load_wrong": (
        "nennt {value} Ladung, die Summe ist {detail}.",
        "claims a load of {value}, the sum is {detail}.",
    ),
    "check_max_stops": ("{value} Stopps, erlaubt sind {detail}.", "{value} stops, {detail} allowed."),
    "check_shift_start": (
        "fährt um {value} los, die Schicht beginnt um {detail}.",
        "leaves at {value}, the shift starts at {detail}.",
    ),
    "check_shift_end": (
        "ist um {value} fertig, die Schicht endet um {detail}.",
        "is done at {value}, the shift ends at {detail}.",
    ),
    "check_way_home": (
        "Der Rückweg passt nicht zum vereinbarten Ende der Tour.",
        "The way home does not fit the agreed end of the tour.",
    ),
    "check_leg_ends": ("Der Weg führt {value}, richtig wäre {detail}.", "The leg goes {value}, right is {detail}."),
    "check_leg_departure": (
        "Abfahrt {value}, der Stopp davor ist um {detail} fertig.",
        "Leaves at {value}, the stop before is done at {detail}.",
    ),
    "check_leg_unreachable": (
        "Von {value} nach {detail} führt keine befahrbare Straße.",
        "No usable road leads from {value} to {detail}.",
    ),
    "check_leg_arrival": ("Ankunft {value}, nachgerechnet {detail}.", "Arrival {value}, recomputed {detail}."),
    "check_leg_held": (
        "{value} s vor gesperrter Straße gewartet, nachgerechnet {detail} s.",
        "Waits {value} s for a closed road, recomputed {detail} s.",
    ),
    "check_leg_distance": ("{value} m, nachgerechnet {detail} m.", "{value} m, recomputed {detail} m."),
    "check_service_start": (
        "Beginn der Bedienung {value}, nachgerechnet {detail}.",
        "Service starts {value}, recomputed {detail}.",
    ),
    "check_service_time": (
        "{value} s vor Ort, vereinbart sind {detail} s.",
        "{value} s on site, agreed are {detail} s.",
    ),
    "check_lateness_wrong": (
        "{value} s Verspätung genannt, es sind {detail} s.",
        "Claims {value} s of lateness, it is {detail} s.",
    ),
    "check_hard_window": (
        "Beginn {value} nach dem festen Fensterende {detail}.",
        "Starts at {value}, after the hard window end {detail}.",
    ),
    "check_figure_wrong": ("Kennzahl {value}, nachgezählt {detail}.", "Figure {value}, recounted {detail}."),
    "check_pause_wrong": ("{value} s Pause vor der Fahrt.", "A pause of {value} s before the drive."),
    "check_reload_time": (
        "{value} s zum Nachladen im Depot, vereinbart sind {detail} s.",
        "{value} s to reload at the depot, agreed are {detail} s.",
    ),
    "check_trips": ("{value} Fahrten, erlaubt sind {detail}.", "{value} trips, {detail} allowed."),
    "check_max_duration": (
        "ist {value} min unterwegs, erlaubt sind {detail} min.",
        "is on the road for {value} min, {detail} min allowed.",
    ),
    "check_chance_wrong": (
        "nennt die Wahrscheinlichkeit {value}; sie liegt zwischen 0 und 1.",
        "claims a probability of {value}; it lies between 0 and 1.",
    ),
    "check_quantiles_wrong": (
        "nennt die Ankunftsspanne {value} bis {detail}; beide Enden müssen da sein, das frühere zuerst.",
        "claims arrivals from {value} to {detail}; both ends must be there, the earlier first.",
    ),
    "check_shipment_apart": (
        "Abholung und Zustellung der Sendung {value} gehören auf dasselbe Fahrzeug und in dieselbe Fahrt.",
        "Pickup and delivery of shipment {value} belong on the same vehicle, in the same trip.",
    ),
    "check_shipment_reversed": (
        "bringt die Sendung {value}, bevor sie abgeholt ist.",
        "brings shipment {value} before it is picked up.",
    ),
    "check_lock_broken": (
        "hält die festgelegte Tour nicht ein: {value}.",
        "does not keep the locked tour: {value}.",
    ),
    "check_left_at": (
        "fährt um {value} los, war aber um {detail} losgefahren.",
        "leaves at {value}, but left at {detail}.",
    ),
    "check_done_changed": (
        "steht nicht so in der Tour, wie er schon geschehen ist.",
        "does not stand in the tour as it has happened already.",
    ),
    "check_work_unbroken": (
        "arbeitet {value} ohne Pause, erlaubt sind 6 Stunden (ArbZG § 4).",
        "works for {value} without a break, 6 hours allowed (ArbZG § 4).",
    ),
    "check_breaks_short": (
        "hat {value} min Pause, bei dieser Arbeitszeit sind {detail} min vorgeschrieben (ArbZG § 4).",
        "has {value} min of breaks, these hours ask for {detail} min (ArbZG § 4).",
    ),
    "check_work_too_long": (
        "arbeitet {value}, erlaubt sind 10 Stunden am Tag (ArbZG § 3).",
        "works for {value}, 10 hours a day allowed (ArbZG § 3).",
    ),
    "check_driving_unbroken": (
        "lenkt {value} ohne volle Pause, erlaubt sind 4:30 Stunden (VO (EG) 561/2006 Art. 7).",
        "drives for {value} without a full break, 4:30 hours allowed (VO (EG) 561/2006 Art. 7).",
    ),
    "check_driving_too_long": (
        "lenkt {value}, erlaubt sind 9 Stunden am Tag (VO (EG) 561/2006 Art. 6).",
        "drives for {value}, 9 hours a day allowed (VO (EG) 561/2006 Art. 6).",
    ),
    "check_driving_ban": (
        "fährt von {value} bis {detail} im Sonn- und Feiertagsfahrverbot (StVO § 30).",
        "drives from {value} to {detail} during the ban of Sundays and holidays (StVO § 30).",
    ),
    # labour
    "break_rule_none": (
        (
            "Für {value} sind keine Pausen geplant; das Arbeitszeitgesetz gilt trotzdem. "
            "Mit einer Pausenregel bei diesen Fahrzeugen werden sie eingeplant."
        ),
        (
            "No breaks are planned for {value}; the working time act (ArbZG) holds all the same. "
            "A break rule for these vehicles puts them into the tours."
        ),
    ),
    "break_rule_weak": (
        (
            "Für {value} sind nur Pausen nach dem Arbeitszeitgesetz geplant. Bei diesem Gesamtgewicht gelten auch "
            "Lenkzeiten nach {detail}: Die Pausenregel EU 561 hält sie ein."
        ),
        (
            "Only breaks by the working time act (ArbZG) are planned for {value}. At this gross weight, driving times "
            "by {detail} hold as well: the break rule EU 561 keeps them."
        ),
    ),
    # solving
    "solver_memory": (
        "Für einen Tag mit {value} Stopps reicht der Arbeitsspeicher nicht; bitte in kleineren Listen planen.",
        "There is not enough memory for a day with {value} stops; please plan it in smaller lists.",
    ),
    "late_alone": (
        "Selbst auf direktem Weg ist Fahrzeug {detail} erst um {value} dort.",
        "Even on the straight way, vehicle {detail} is there only at {value}.",
    ),
    "late_waits": (
        "Das Fahrzeug wartet vorher {detail} min auf das Fenster von {value}.",
        "The vehicle waits {detail} min for the window of {value} before.",
    ),
    "late_queue": (
        "Die Stopps davor ({value}) halten Fahrzeug {detail} auf.",
        "The stops before it ({value}) hold vehicle {detail} up.",
    ),
    "relax_move": (
        "Passt in die Tour von Fahrzeug {detail}, ohne dass sich sonst etwas ändert.",
        "Fits into the tour of vehicle {detail} with nothing else changed.",
    ),
    "relax_window_end": (
        "Geht mit Fahrzeug {detail}, wenn das Fenster {value} min später schließt.",
        "Fits vehicle {detail} if the window closes {value} min later.",
    ),
    "relax_window_start": (
        "Geht mit Fahrzeug {detail}, wenn das Fenster {value} min früher öffnet.",
        "Fits vehicle {detail} if the window opens {value} min earlier.",
    ),
    "relax_shift_start": (
        "Geht, wenn Fahrzeug {detail} um {value} losfährt.",
        "Fits if vehicle {detail} starts at {value}.",
    ),
    "relax_shift_end": (
        "Geht, wenn Fahrzeug {detail} bis {value} unterwegs sein darf.",
        "Fits if vehicle {detail} may be under way until {value}.",
    ),
    "relax_duration": (
        "Geht, wenn Fahrzeug {detail} {value} min länger unterwegs sein darf.",
        "Fits if vehicle {detail} may be under way for {value} min more.",
    ),
    "relax_capacity": (
        "Geht, wenn Fahrzeug {detail} {value} mehr lädt.",
        "Fits if vehicle {detail} loads {value} more.",
    ),
    "relax_max_stops": (
        "Geht, wenn Fahrzeug {detail} {value} Stopps mehr fährt.",
        "Fits if vehicle {detail} takes {value} more stops.",
    ),
    "relax_skills": ("Geht, wenn Fahrzeug {detail} {value} hat.", "Fits if vehicle {detail} has {value}."),
    "relax_vehicle": (
        "Geht mit Fahrzeug {detail}, wenn der Auftrag nicht an {value} gebunden ist.",
        "Fits vehicle {detail} if the order isn't bound to {value}.",
    ),
}
