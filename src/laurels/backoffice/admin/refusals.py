"""What the use cases refuse, as errors of the form's fields."""

import json
import re
from typing import Any

from django import forms

from laurels.rules.errors import LaurelsError

_FIRST_NAME = re.compile(r"\w+")


class RefusableForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that shows why the server has refused it."""

    refusal: LaurelsError | None = None  # set by the page, on a class of the request's own

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.refusal is None:
            return
        for field, message in self.refusal.errors or [("", self.refusal.detail)]:
            name = _FIRST_NAME.match(field)
            if name and name[0] in self.fields:
                self.add_error(name[0], message if name[0] == field else f"{field}: {message}")
            else:
                self.add_error(None, message)

    def changes(self) -> dict[str, Any]:
        """The fields that are other than before."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class JSONObjectField(forms.JSONField):
    """A JSON object, set out for reading."""

    def clean(self, value: Any) -> Any:
        """Nothing stands for an empty object."""
        found = super().clean(value)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise forms.ValidationError('A JSON object is asked for, like {"season": "spring"}.')
        return found

    def prepare_value(self, value: Any) -> Any:
        """Indented."""
        if isinstance(value, dict):
            return json.dumps(value, indent=2, ensure_ascii=False)
        return super().prepare_value(value)
