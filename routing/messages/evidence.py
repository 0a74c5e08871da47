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
