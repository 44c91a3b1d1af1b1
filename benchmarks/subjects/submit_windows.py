"""The same on boards with more windows: an entry moves and a rank is answered for each."""

from benchmarks.prepare import NAMES
from benchmarks.subject import Subject
from benchmarks.subjects import submit

SUBJECTS = [
    Subject("windows", f"submit, windows: {count}", submit.requests, name, frozenset({201}))
    for count, name in enumerate(NAMES, 1)
]
ONE, THREE = SUBJECTS[0], SUBJECTS[2]
