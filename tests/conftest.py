"""What all tests share: the same examples on every run, so that a failure repeats."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "laurels",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("laurels")
