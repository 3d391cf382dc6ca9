"""What is refused and told of badges, certificates and the door."""

from multaqa.apps.attendance.phrases import codes as codes
