"""Nakama 3.40 (Go) with PostgreSQL, measured once on two shared cores with 1,000,000 records and
16 clients: CPU microseconds of both together, by the titles of our subjects."""

NAKAMA = {
    "submit": 528,
    "rank of a player": 329,
    "around a player, ±5": 726,
    "top 100, unchanged": 1152,
    "page of 100, anywhere": 1152,
}
