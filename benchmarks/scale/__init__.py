"""The scale-out profile: several processes over one PostgreSQL and one Redis."""
