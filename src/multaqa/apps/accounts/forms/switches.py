"""How what is told is wanted: one question for each topic that can be switched."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import Recipient, Switch

Way = Switch.Way


class SwitchesForm(forms.Form):
    """For each topic at once, once a day, or on the site only; and by which of two contacts."""

    def __init__(self, *args: Any, recipient: Recipient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics: Mapping[str, str] = {}
        now = queries.switched(recipient)
        for topic, told in queries.topics_of(recipient).items():
            name = topic.replace(".", "-")
            self.topics = {**self.topics, name: topic}
            ways = [way for way in Way if recipient.user_id or way != Way.DIGEST]
            self.fields[name] = forms.ChoiceField(
                label=told.label,
                help_text=told.why,
                choices=[(way.value, way.label) for way in ways],
                required=False,  # left out: as it is
                widget=forms.RadioSelect,
                initial=now[topic],
            )
        user = recipient.user
        if user is not None and user.phone and user.email:
            self.fields["by"] = forms.ChoiceField(
                label=_("Where we write to you"),
                help_text=_("Codes go where you ask for them."),
                choices=Recipient.By.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=recipient.by or Recipient.By.PHONE,
            )

    @property
    def ways(self) -> dict[str, str]:
        told = {topic: self.cleaned_data[name] for name, topic in self.topics.items()}
        return {topic: way for topic, way in told.items() if way}
