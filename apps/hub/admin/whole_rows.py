"""Forms that show a part of a row, and yet check all of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ModelForm


class WholeRowForm(ModelForm[Any]):
    """A form whose row must keep the constraints also over fields that the form does not show."""

    def validate_unique(self) -> None:
        """Tell what the database would refuse."""
        super().validate_unique()
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error)
