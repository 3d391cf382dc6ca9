from django.dispatch import Signal

# A person's phone or e-mail is another one now: what names them by the former goes on under it.
# Arguments: user, kind ("phone" or "email"), former, current (either may be empty).
contact_changed = Signal()
