"""The Litestar app that serves games."""
