"""Adapters: a technology each, named technology first and then the port that it fulfils."""
