"""What is said at the dispatcher's desk: of moves, locks, releases and of two people at one plan."""

MESSAGES: dict[str, tuple[str, str]] = {
    "plan_waiting": (
        "Der Plan ist noch in Arbeit; bitte warten, bis er fertig ist.",
        "The plan is still being made; please wait until it is done.",
    ),
    "plan_failed": (
        "Die Planung ist nicht fertig geworden; bitte aus der Auftragsliste neu planen.",
        "Planning did not finish; please plan again from the order list.",
    ),
    "plan_released": (
        "Der Plan ist freigegeben. Zum Ändern bitte zuerst „Zurückziehen“.",
        "The plan is released. To change it, withdraw it first.",
    ),
    "plan_not_released": (
        "Der Plan ist nicht freigegeben.",
        "The plan is not released.",
    ),
    "plan_not_waiting": (
        "Der Plan ist inzwischen fertig; das Ergebnis dieser Planung wird nicht gebraucht.",
        "The plan is done by now; the result of this run is not needed.",
    ),
    "plan_changed": (
        "{value} hat den Plan inzwischen geändert ({detail}). Nichts wurde überschrieben.",
        "{value} has changed the plan in the meantime ({detail}). Nothing was overwritten.",
    ),
    "list_of_other_depot": (
        "Die Auftragsliste gehört zu einem anderen Depot.",
        "The order list belongs to another depot.",
    ),
    "plan_simulated": ("Aufträge und Kunden sind simuliert.", "Orders and customers are simulated."),
    "plan_without_order": (
        "Der Plan hat keinen Auftrag „{value}“.",
        "The plan has no order “{value}”.",
    ),
    "plan_without_vehicle": (
        "Der Plan hat kein Fahrzeug „{value}“.",
        "The plan has no vehicle “{value}”.",
    ),
    "left_out_by_hand": (
        "Von Hand aus den Touren genommen.",
        "Taken out of the tours by hand.",
    ),
    "move_changes_nothing": (
        "Auftrag {value} steht dort schon.",
        "Order {value} is there already.",
    ),
    "move_tour_locked": (
        "Tour {value} ist gesperrt.",
        "Tour {value} is locked.",
    ),
    "move_stop_locked": (
        "Auftrag {value} ist auf Tour {detail} gesperrt.",
        "Order {value} is locked on tour {detail}.",
    ),
    "move_order_locked": (
        "Auftrag {value} ist gesperrt und bleibt auf Tour {detail} in der Reihenfolge der gesperrten Stopps.",
        "Order {value} is locked and keeps its order among the locked stops of tour {detail}.",
    ),
    "move_skills": (
        "Tour {value} fehlt: {detail}.",
        "Tour {value} lacks: {detail}.",
    ),
    "move_load": (
        "Tour {value} wäre überladen ({detail}).",
        "Tour {value} would be overloaded ({detail}).",
    ),
    "move_max_stops": (
        "Tour {value} darf höchstens {detail} Stopps haben.",
        "Tour {value} may have {detail} stops at most.",
    ),
    "move_forced": (
        "Der Auftrag ist Fahrzeug {detail} vorbehalten, nicht Tour {value}.",
        "The order is reserved for vehicle {detail}, not for tour {value}.",
    ),
    "move_shift": (
        "Tour {value} käme nach Schichtende zurück ({detail}).",
        "Tour {value} would end after its shift ({detail}).",
    ),
    "move_window": (
        "Tour {value} träfe ein festes Zeitfenster nicht ({detail}).",
        "Tour {value} would miss a fixed time window ({detail}).",
    ),
    "move_unreachable": (
        "Tour {value} kommt auf keiner Straße zu Auftrag {detail}.",
        "No road leads tour {value} to order {detail}.",
    ),
    "lock_without_tour": (
        "„{value}“ ist in keiner Tour und lässt sich nicht sperren.",
        "“{value}” is in no tour and can't be locked.",
    ),
    "lock_needs_one": (
        "Bitte genau eines nennen: Auftrag oder Fahrzeug.",
        "Please name exactly one: an order or a vehicle.",
    ),
    "lock_already": (
        "„{value}“ ist schon so.",
        "“{value}” is so already.",
    ),
    "nothing_to_undo": (
        "Es gibt nichts rückgängig zu machen.",
        "There is nothing to undo.",
    ),
    "nothing_to_redo": (
        "Es gibt nichts zu wiederholen.",
        "There is nothing to redo.",
    ),
    "release_open_stops": (
        "Offene Stopps: {value}. Zum Freigeben bitte ausdrücklich bestätigen.",
        "Open stops: {value}. Please confirm explicitly to release.",
    ),
    "release_rules_broken": (
        "So lässt sich der Plan nicht freigeben. Verletzte Regeln: {value}.",
        "The plan can't be released like this. Rules broken: {value}.",
    ),
    "replan_under_way": (
        "Dieser Plan wird gerade neu geplant.",
        "This plan is being planned anew already.",
    ),
    "replan_outdated": (
        "Der Plan wurde geändert, während er neu geplant wurde. Die Änderung bleibt, das neue Ergebnis nicht.",
        "The plan was changed while it was being planned anew. The change stays, the new result does not.",
    ),
    "plan_day_begun": (
        "Der Tag wird schon gefahren. Ändern Sie ihn unter „Heute ändern“.",
        "The day is being driven already. Change it under “Change today”.",
    ),
    "plan_not_proposal": (
        "Nur ein Vorschlag für den Rest des Tages lässt sich verwerfen, solange er nicht freigegeben ist.",
        "Only a proposal for the rest of a day can be dropped, as long as it is not released.",
    ),
    "proposal_overtaken": (
        "Inzwischen gilt ein anderer geänderter Plan. Planen Sie den Rest des Tages von dort aus neu.",
        "Another changed plan holds by now. Plan the rest of the day anew from there.",
    ),
    "step_rest": ("Rest des Tages ab {value} neu geplant.", "Rest of the day from {value} on planned anew."),
    "rest_goods_fetched": (
        "{value} fällt aus, die Ware wird dort abgeholt.",
        "{value} can't go on, the goods are fetched from it.",
    ),
    "rest_other_turn": ("Kommt um {value} statt um {detail} dran.", "Its turn is at {value} instead of {detail}."),
    "rest_new": ("Neu dazugekommen.", "Came in today."),
    "rest_room": ("War ohne Tour, jetzt ist Platz.", "Had no tour, now there is room."),
    "rest_vehicle_out": ("{value} fällt aus.", "{value} can't go on."),
    "rest_vehicle_late": ("{value} ist {detail} min verspätet.", "{value} runs {detail} min late."),
    "rest_late_there": ("Käme mit {value} {detail} min zu spät.", "Would be {detail} min late with {value}."),
    "rest_makes_room": ("Andere kommen so pünktlicher.", "Others come more punctually this way."),
    "choice_needs_learning": (
        "Alternativen brauchen gelernte Fahrzeiten; hier gilt „{value}“. Die Analyse lernt sie aus einer Historie.",
        "Alternatives need learned travel times; here “{value}” holds. Analysis learns them from a history.",
    ),
    "choice_not_found": (
        "Diese Alternative gibt es nicht ({value}). Bitte neu suchen.",
        "There is no such alternative ({value}). Please search again.",
    ),
    "choice_already": ("Das ist der jetzige Plan.", "This is the plan as it is."),
    "choice_against_locks": (
        "Die Alternative verschiebt Gesperrtes: {value}. Bitte entsperren oder neu suchen.",
        "The alternative moves what is locked: {value}. Please unlock it or search again.",
    ),
    "step_chosen_habit": ("Plan wie gewohnt übernommen.", "The plan as usual was taken."),
    "step_chosen_punctual": ("Pünktlichster Plan übernommen.", "The most punctual plan was taken."),
    "step_planned": ("Geplant.", "Planned."),
    "step_replanned": ("Neu geplant.", "Planned anew."),
    "step_moved": ("Stopp {value} liegt jetzt auf Tour {detail}.", "Stop {value} is now on tour {detail}."),
    "step_reordered": (
        "Stopp {value} steht jetzt an anderer Stelle von Tour {detail}.",
        "Stop {value} is now at another place of tour {detail}.",
    ),
    "step_placed": ("Auftrag {value} liegt jetzt auf Tour {detail}.", "Order {value} is now on tour {detail}."),
    "step_given": ("Touren aus „{value}“ eingelesen.", "Tours read from “{value}”."),
    "given_against_locks": (
        "Die Datei verschiebt Gesperrtes: {value}. Bitte erst entsperren.",
        "The file moves what is locked: {value}. Please unlock it first.",
    ),
    "step_left_out": ("Stopp {value} von Tour {detail} bleibt offen.", "Stop {value} of tour {detail} is left open."),
    "step_stop_locked": ("Stopp {value} von Tour {detail} ist gesperrt.", "Stop {value} of tour {detail} is locked."),
    "step_stop_unlocked": (
        "Stopp {value} von Tour {detail} ist wieder frei.",
        "Stop {value} of tour {detail} is free again.",
    ),
    "step_tour_locked": ("Tour {value} ist gesperrt.", "Tour {value} is locked."),
    "step_tour_unlocked": ("Tour {value} ist wieder frei.", "Tour {value} is free again."),
}
