"""Excursions and gaps in a series, against a reader who goes minute by minute."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from inventory.climate.detection import (
    Pace,
    Point,
    Span,
    count_missing,
    excursions,
    gaps,
    remainder,
    usual_step,
)

START = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
INTERVAL, SHORT = dt.timedelta(minutes=5), dt.timedelta(minutes=2)
PACE = Pace(INTERVAL, SHORT)

minutes = st.lists(st.integers(0, 400), unique=True, max_size=40).map(sorted)
series = minutes.flatmap(
    lambda times: st.lists(st.booleans(), min_size=len(times), max_size=len(times)).map(
        lambda good: [Point(after(m), g, m) for m, g in zip(times, good, strict=True)]
    )
)


def after(number):
    return START + dt.timedelta(minutes=number)


def bad_at(points, moment):
    """Whether the last reading up to a moment was out of range."""
    before = [p for p in points if p.at <= moment]
    return bool(before) and not before[-1].is_good


@given(series)
def test_an_excursion_covers_just_the_minutes_after_a_reading_out_of_range(points):
    found = list(excursions(points))
    for number in range(401):
        moment = after(number)
        inside = [
            s
            for s in found
            if s.began <= moment and (s.ended is None or moment < s.ended)
        ]
        assert len(inside) == bad_at(points, moment)


@given(series)
def test_every_reading_out_of_range_belongs_to_one_excursion(points):
    inside = [p for span in excursions(points) for p in span.points]
    assert inside == [p for p in points if not p.is_good]


@given(series)
def test_the_extremes_are_those_of_the_readings_out_of_range(points):
    for span in excursions(points):
        own = [p.temperature for p in span.points]
        said = span.extremes()
        assert (said["temperature_min"], said["temperature_max"]) == (
            min(own),
            max(own),
        )
        assert said["humidity_min"] is None


@given(series)
def test_a_gap_covers_what_lies_between_readings_too_far_apart(points):
    found = list(gaps(points, PACE))
    for number in range(401):
        moment = after(number) + dt.timedelta(seconds=30)
        before = next((p for p in reversed(points) if p.at < moment), None)
        later = next((p for p in points if p.at > moment), None)
        if before and later:
            demanded = INTERVAL if before.is_good else SHORT
            is_long = later.at - before.at > demanded
            inside = [s for s in found if s.began < moment < s.ended]
            assert len(inside) == is_long


@given(series)
def test_two_gaps_never_touch(points):
    found = list(gaps(points, PACE))
    assert all(s.ended < t.began for s, t in zip(found, found[1:], strict=False))


@given(series)
def test_a_series_misses_something_if_and_only_if_it_has_a_gap(points):
    missing = count_missing(points, PACE)
    assert (missing > 0) == bool(list(gaps(points, PACE)))


def test_a_reading_may_be_late_by_a_tenth_of_its_interval():
    def pair(seconds, is_good=True):
        times = (START, START + dt.timedelta(seconds=seconds))
        return [Point(at, is_good, 5) for at in times]

    assert not list(gaps(pair(330), PACE))
    assert list(gaps(pair(331), PACE))
    assert not list(gaps(pair(132, is_good=False), PACE))
    assert list(gaps(pair(133, is_good=False), PACE))


def test_a_logger_that_is_too_slow_has_one_gap_with_its_usual_step():
    points = [Point(after(10 * number), True, 5) for number in range(20)]
    [gap] = gaps(points, PACE)
    assert (gap.began, gap.ended, usual_step(points, gap)) == (START, after(190), 10)
    assert usual_step(points[:3], Span(START, after(20))) is None


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=6),
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(1, 40)),
)
def test_what_remains_of_a_span_is_what_is_not_taken(taken, began, length):
    taken = [(after(start), after(start + size)) for start, size in taken]
    ended = None if length is None else after(began + length)
    parts = list(remainder(Span(after(began), ended), taken))
    for number in range(100):
        moment = after(number)
        is_inside = after(began) <= moment and (ended is None or moment < ended)
        is_taken = any(start <= moment < end for start, end in taken)
        remains = any(
            p.began <= moment and (p.ended is None or moment < p.ended) for p in parts
        )
        assert remains == (is_inside and not is_taken)
