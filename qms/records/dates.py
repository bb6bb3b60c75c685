"""Arithmetic of days, and how far clocks may be trusted."""

from datetime import timedelta

#: The clock of another machine may be ahead by so much.
DRIFT = timedelta(minutes=1)


def add_years(day, years):
    """The same day some years on; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_months(day, months):
    """The same day some months on, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return day.replace(year=year, month=month + 1, day=last)
        except ValueError:
            continue
