"""All subjects, in the order of the report."""

from benchmarks.subject import Subject
from benchmarks.subjects import (
    around,
    no_op,
    not_modified,
    page,
    rank,
    submit,
    submit_batch,
    submit_windows,
    top,
)

SUBJECTS: list[Subject] = [
    no_op.SUBJECT,
    submit.SUBJECT,
    submit_batch.SUBJECT,
    rank.SUBJECT,
    around.SUBJECT,
    top.SUBJECT,
    page.SUBJECT,
    not_modified.SUBJECT,
    submit_windows.SUBJECT,
]
