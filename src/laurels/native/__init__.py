"""Data structures once more in C, by Cython: the same answers, several times faster.

Nothing here knows the house: `adapters` and `api` use these where they were built, and their
own plain Python otherwise. `docs/decisions/0010-compiled-structures.md` tells why.
"""
