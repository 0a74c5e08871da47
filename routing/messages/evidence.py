"""What is said where past days are replayed and judged."""

MESSAGES = {
    "days_unreadable": (
        "„{value}“ sind keine Tage. So geht es: 2026-03-02..2026-03-27.",
        "“{value}” are no days. Like this: 2026-03-02..2026-03-27.",
    ),
    "replay_without_days": (
        "Historie {value}: Es braucht vier Wochen zum Lernen und danach Tage zum Nachspielen; --days wählt sie.",
        "History {value}: it takes four weeks to learn from, and days to replay after them; --days chooses them.",
    ),
    "replay_planner_unlearned": (
        (
            "Von {value}, vor den nachgespielten Tagen, haben zu wenige Tage verwertbare Zeitstempel ({detail}). "
            "Der Planer lernt daraus; am besten sind vier Wochen. --days wählt die nachgespielten Tage."
        ),
        (
            "From {value}, before the replayed days, too few days have stamps to learn from ({detail}). "
            "The planner learns from them; four weeks are best. --days chooses the replayed days."
        ),
    ),
    "replay_judge_unlearned": (
        (
            "Von {value}, ab dem ersten nachgespielten Tag, haben zu wenige Tage verwertbare Zeitstempel ({detail}). "
            "Daraus lernt die Prüfung; am besten sind vier Wochen. --days wählt die nachgespielten Tage."
        ),
        (
            "From {value}, from the first replayed day on, too few days have stamps to learn from ({detail}). "
            "The judge learns from them; four weeks are best. --days chooses the replayed days."
        ),
    ),
    "replay_without_due_stops": (
        (
            "An keinem der {value} nachzuspielenden Tage hat ein Auftrag, der bei der Planung bekannt war, ein "
            "Fensterende: Nichts kann zu spät sein. Spalten window_end oder windows, known_at und --planned-at prüfen."
        ),
        (
            "On none of the {value} days to replay has an order that was known when plans were made an end of its "
            "window: nothing can be late. Check the columns window_end or windows, known_at, and --planned-at."
        ),
    ),
    "replay_all_days_failed": (
        "Kein einziger von {value} Tagen ließ sich nachspielen. Der erste Grund ({detail}).",
        "Not one of {value} days could be replayed. The first reason ({detail}).",
    ),
    "replay_worker_died": (
        "Ein Arbeitsprozess brach ab, oft aus Mangel an Speicher. Derselbe Aufruf setzt fort; sparsam: --workers 1.",
        "A worker process died, often for lack of memory. The same call goes on; --workers 1 takes the least.",
    ),
    "dask_missing": (
        "Für --dask fehlt das Paket distributed: pip install 'termintreu[cluster]'. Ohne --dask laufen Prozesse hier.",
        "--dask needs the package distributed: pip install 'termintreu[cluster]'. Without --dask, processes run here.",
    ),
    "dask_unreachable": (
        "Unter „{value}“ antwortet kein Dask-Scheduler. So sieht eine Adresse aus: tcp://127.0.0.1:8786.",
        "No Dask scheduler answers at “{value}”. An address looks like this: tcp://127.0.0.1:8786.",
    ),
    "day_failed": ("Der Tag ließ sich nicht nachspielen ({value}).", "The day could not be replayed ({value})."),
    "known_after_planning": (
        "Der Auftrag wurde erst nach der Planung bekannt; beide Pläne lassen ihn aus.",
        "The order became known after planning; both plans leave it out.",
    ),
    "warm_up": (
        "Aus diesem Tag lernt der Planer; er wird nicht nachgespielt.",
        "The planner learns from this day; it is not replayed.",
    ),
    "day_without_tours": ("An diesem Tag fuhr keine Tour.", "No tour was driven on this day."),
}
