"""How samples and the kernel's times become microseconds."""

from benchmarks.profile import COMMIT, EVENT_LOOP, LOOP, WRITER, Spent, attribute

MAIN, WRITING = "thread (7): MainThread", "thread (8): laurels-writer_0"
SERVE = "serve (laurels/backoffice/server.py:1);Runner.run (asyncio/runners.py:118)"


def test_the_innermost_known_frame_decides():
    stacks = [
        f"{MAIN};{SERVE};submit (laurels/api/scores.py:5);loads (json/decoder.py:3) 30",
        f"{MAIN};{SERVE} 10",
    ]
    assert attribute(stacks, {"7": 0.4}, rate=100, cpu_us=80) == [
        Spent(EVENT_LOOP, "API", "scores", 60),
        Spent(EVENT_LOOP, LOOP, LOOP, 20),
    ]


def test_what_the_loop_does_without_the_lock_is_polling():
    stacks = [f"{MAIN};{SERVE};submit (laurels/api/scores.py:5) 30"]
    assert attribute(stacks, {"7": 0.4}, rate=100, cpu_us=80) == [
        Spent(EVENT_LOOP, "API", "scores", 60),
        Spent(EVENT_LOOP, LOOP, LOOP, 20),
    ]


def test_what_the_writers_samples_leave_of_its_time_is_the_commits():
    stacks = [
        f"{WRITING};run (threading.py:9);_insert (laurels/adapters/sqlite_journal.py:7) 30",
        f"{WRITING};run (threading.py:9);commit (laurels/adapters/sqlite_database.py:7) 500",
        f"{WRITING};_worker (concurrent/futures/thread.py:81) 500",
    ]
    assert attribute(stacks, {"8": 1.0}, rate=100, cpu_us=50) == [
        Spent(WRITER, COMMIT, COMMIT, 35),
        Spent(WRITER, "SQLite", "sqlite_journal", 15),
    ]
