"""The one text in which a submission's details are kept, and compared with a repeat's."""

import msgspec

from laurels.rules.details import Details, check_details, check_json_size

_encode = msgspec.json.Encoder(order="sorted").encode


def details_text(details: Details) -> str | None:
    """JSON with sorted keys and no spaces; None where there are no details. O(n log n).

    Every door must write it here: a repeat with another text, for the same content, would be
    a conflict. InvalidRequest where a part is not allowed.

    >>> details_text(Details("ranked", metadata={"b": 1, "a": [True, 0.5]}))
    '{"game_mode":"ranked","metadata":{"a":[true,0.5],"b":1}}'
    """
    check_details(details)
    given = {name: value for name, value in details._asdict().items() if value is not None}
    if details.metadata is not None:
        metadata = _encode(details.metadata)
        check_json_size(len(metadata), "metadata")
        given["metadata"] = msgspec.Raw(metadata)
    return _encode(given).decode() if given else None
