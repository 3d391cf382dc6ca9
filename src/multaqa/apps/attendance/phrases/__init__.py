"""What is refused and told of badges, certificates and the door."""

from multaqa.apps.attendance.phrases import badges as badges
from multaqa.apps.attendance.phrases import certificates as certificates
from multaqa.apps.attendance.phrases import codes as codes
from multaqa.apps.attendance.phrases import door as door
