"""What is asked before a decision is carried out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from apps.hub.admin.decisions import Decision
from apps.hub.engine.decisions.modes import modes
from apps.hub.models import Transfer
from apps.hub.models.transfer import RequeueMode


class DecisionForm(forms.Form):
    """Why, and where it is asked for: with what, and the proof."""

    mode = forms.ChoiceField(label=lazy("Send what?"), widget=forms.RadioSelect)
    proof = forms.CharField(
        label=lazy("Number it has there"),
        max_length=120,
        help_text=lazy("As whoever checks it later will look for it."),
    )
    reason = forms.CharField(
        label=lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=lazy("Everybody sees it.")
    )

    def __init__(self, decision: Decision, transfers: Sequence[Transfer], data: Any = None) -> None:
        super().__init__(data, initial={"mode": RequeueMode.REBUILT})
        self.fields["reason"].required = decision.reason_required
        if decision.asks_mode:
            self.fields["mode"].choices = modes(transfers)  # type: ignore[attr-defined]
        else:
            del self.fields["mode"]
        if not decision.asks_proof:
            del self.fields["proof"]
