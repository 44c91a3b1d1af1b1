"""The same players and scores as Laurels' own data sets have."""

COUNTRIES = "US BR IN CN JP DE FR TR MX NG KR PL ID GB ES VN EG PH IT CA UA FI ZA AR".split()  # noqa: SIM905


def player_id(number: int) -> str:
    """The game's id of a player; numbers begin at 0."""
    return f"player-{number + 1:07}"


def score_of(number: int) -> int:
    """From 0 to 4095, low ones most."""
    mixed = number * 2654435761 & 0xFFFFFFFF
    return (mixed & 0xFFFF) * (mixed >> 16) >> 20
