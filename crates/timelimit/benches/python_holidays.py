"""Adds 20 working days the way a user of python-holidays would, and prints its version and the nanoseconds of one
addition. The best of several rounds over every start of 2024 to 2026, as the benchmark that asks measures its own.
Ends with 3 where the library is not installed."""

import sys
from datetime import date, timedelta
from time import perf_counter_ns

try:
    import holidays
except ImportError:
    sys.exit(3)

ROUNDS = 20
calendar = holidays.country_holidays("VN", years=range(2024, 2028))
starts = [date(2024, 1, 1) + timedelta(days=offset) for offset in range(1096)]


def step_by_step(start, count):
    """What users wrote before the library could count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in calendar:
            count -= 1
    return day


add = getattr(calendar, "get_nth_working_day", step_by_step)
best = None
for _ in range(ROUNDS):
    begin = perf_counter_ns()
    for start in starts:
        add(start, 20)
    elapsed = perf_counter_ns() - begin
    best = elapsed if best is None else min(best, elapsed)
print(holidays.__version__, best / len(starts))
