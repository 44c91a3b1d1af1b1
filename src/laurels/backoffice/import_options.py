"""What the options of `laurels import` mean."""

from collections.abc import Sequence
from typing import Any

from laurels.rules.errors import InvalidRequest
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order, RankMethod
from laurels.usecases.export_rows import TIMES, score_headers
from laurels.usecases.import_scores import Layout


def new_leaderboard(options: dict[str, Any]) -> Leaderboard:
    """The leaderboard that --create makes: a column for each --score."""
    names = [name for name, _ in _score_pairs(options["score"], "score")] or ["score"]
    orders = _by_column("--order", options["order"], names, Order.DESCENDING)
    decimals = _by_column("--decimals", options["decimals"], names, "0")
    columns = []
    for name in names:
        if orders[name] not in list(Order):
            raise InvalidRequest(f"--order is '{orders[name]}'; it takes {' or '.join(Order)}.")
        if not decimals[name].isdecimal():
            raise InvalidRequest(f"--decimals is '{decimals[name]}'; it takes 0 to 6.")
        columns.append(Column(name, Order(orders[name]), int(decimals[name])))
    return Leaderboard(
        options["leaderboard"],
        options["title"] or options["leaderboard"],
        columns=tuple(columns),
        operator=Operator(options["operator"] or "best"),
        rank_method=RankMethod(options["rank_method"] or "competition"),
    )


def make_layout(leaderboard: Leaderboard, options: dict[str, Any], columns: list[str]) -> Layout:
    """Which of the file's `columns` holds what; an export's own names where not given."""
    names = [column.name for column in leaderboard.columns]
    only = names[0] if len(names) == 1 else None
    scores: dict[str, str] = dict(_score_pairs(options["score"], only))
    if not scores:
        scores = {n: h for n, h in score_headers(leaderboard).items() if h in columns}
        scores = scores or score_headers(leaderboard)
    _check_names(leaderboard, scores)
    given_time = options["played_at"]
    return Layout(
        player=options["player"],
        scores=scores,
        submission_id=options["submission_id"] or _if_there("submission_id", columns),
        played_at=[given_time] if given_time else [name for name in TIMES if name in columns],
        kind=_if_there("kind", columns),
        details=None if options["metadata"] else _if_there("details", columns),
        metadata=_split(options["metadata"]),
        where=dict(_pair("--where", text) for text in options["where"] or ()),
    )


def _score_pairs(texts: Sequence[str] | None, only: str | None) -> list[tuple[str, str]]:
    """`COLUMN=FILE_COLUMN`, or a name alone: of both, unless it is the one `--score` for the
    `only` column that there is, whatever that is named."""
    texts = texts or ()
    if len(texts) == 1 and only and "=" not in texts[0]:
        return [(only, texts[0])]
    return [_pair("--score", text) if "=" in text else (text, text) for text in texts]


def _check_names(leaderboard: Leaderboard, scores: dict[str, str]) -> None:
    names = [column.name for column in leaderboard.columns]
    for name in scores:
        if name not in names:
            raise InvalidRequest(
                f"--score names column '{name}'; '{leaderboard.id}' has {', '.join(names)}. "
                "Write it as COLUMN=FILE_COLUMN."
            )


def _by_column(
    option: str, texts: Sequence[str] | None, names: Sequence[str], default: str
) -> dict[str, str]:
    """`VALUE` for all columns, or `COLUMN=VALUE` for one."""
    values = dict.fromkeys(names, default)
    for text in texts or ():
        if "=" not in text:
            values = dict.fromkeys(names, text)
            continue
        name, value = _pair(option, text)
        if name not in values:
            raise InvalidRequest(f"{option} names column '{name}'; there are {', '.join(names)}.")
        values[name] = value
    return values


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise InvalidRequest(f"{option} is '{text}'; it is written as NAME=VALUE.")
    return name, value


def _split(texts: Sequence[str] | None) -> list[str]:
    return [name for text in texts or () for name in text.split(",") if name]


def _if_there(name: str, columns: Sequence[str]) -> str | None:
    return name if name in columns else None
