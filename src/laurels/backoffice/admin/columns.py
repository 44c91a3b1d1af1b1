"""The theme's decorators, with types."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from unfold.decorators import action as unfold_action
from unfold.decorators import display as unfold_display

F = TypeVar("F", bound=Callable[..., Any])


def column(
    description: str,
    *,
    label: bool | Mapping[str, str | None] | None = None,
    boolean: bool | None = None,
) -> Callable[[F], F]:
    """A method whose answer is shown under a heading; as a label, or as yes and no."""
    decorate: Callable[[F], F] = unfold_display(
        description=description, label=label, boolean=boolean
    )
    return decorate


def dialog(
    description: str,
    *,
    icon: str,
    url_path: str,
    form: type,
    title: str,
    text: str,
    submit: str,
    permission: str = "change",
) -> Callable[[F], F]:
    """A method for those who may change, or what else is asked for, behind a dialog that explains
    it and asks."""
    decorate: Callable[[F], F] = unfold_action(
        description=description,
        icon=icon,
        permissions=[permission],
        url_path=url_path,
        dialog={
            "title": title,
            "description": text,
            "form_class": form,
            "form_submit_text": submit,
        },
    )
    return decorate
