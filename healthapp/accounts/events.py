"""What the event log says about accounts, sessions and emergency access."""

from __future__ import annotations

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

LOGIN_OK = declare("login.ok", _l("Signed in"), details={"factor"})
#: Bears the account only when there is one; what was typed is kept nowhere: it may be a password.
LOGIN_FAILED = declare("login.failed", _l("Sign-in failed"), details={"cause"})
LOGIN_LOCKED = declare("login.locked", _l("Account locked after wrong tries"), details={"attempts", "minutes"})
#: Bears the address as every event does; the place it is counted under may be a browser.
LOGIN_SLOWED = declare("login.slowed", _l("Tries from one place are slowed down"), details={"attempts"})
LOGOUT = declare("logout", _l("Signed out"), details={"how"})
SCREEN_LOCKED = declare("session.locked", _l("Locked the screen"))
SCREEN_UNLOCKED = declare("session.unlocked", _l("Unlocked the screen"))
SESSIONS_ENDED = declare("session.ended", _l("Ended sessions of an account"), details={"how", "count"})
PROOF_REFUSED = declare("proof.refused", _l("Wrong password or code while signed in"), details={"purpose"})

USER_CREATED = declare("user.created", _l("Created an account"))
USER_CHANGED = declare("user.changed", _l("Changed an account"), details={"fields"})
ROLE_ASSIGNED = declare("role.assigned", _l("Gave a role"), details={"role"})
ROLE_ASKED = declare("role.asked", _l("Asked for a role that a second person approves"), details={"role"})
ROLE_APPROVED = declare("role.approved", _l("Approved a role somebody else had asked for"), details={"role"})
ROLE_REFUSED = declare("role.refused", _l("Refused a role somebody else had asked for"), details={"role"})
ROLE_ENDED = declare("role.ended", _l("Ended a role"), details={"role"})
PASSWORD_CHANGED = declare("password.changed", _l("Changed the own password"))
PASSWORD_RESET = declare("password.reset", _l("Reset a password"))
FIRST_PASSWORD_USED = declare("password.first_used", _l("Used a handed-over password first"), details={"agent"})
FIRST_PASSWORD_OWNED = declare(
    "password.owned", _l("Said that handed-over passwords were used by the owner"), details={"count"}
)
FIRST_PASSWORD_DISOWNED = declare(
    "password.disowned", _l("Said that somebody else used a handed-over password"), details={"used_in"}
)
ACCOUNT_LET_IN = declare("user.let_in", _l("Opened an account whose owner had closed it"))
FACTOR_ENROLLED = declare("factor.enrolled", _l("Set up a second factor"))
FACTOR_REMOVED = declare("factor.removed", _l("Removed a second factor"), details={"how"})
CODES_MADE = declare("factor.codes", _l("Made recovery codes"), details={"count"})

BREAK_GLASS_OPENED = declare(
    "access.break_glass", _l("Opened a record in an emergency"), details={"hours"}, access=True
)
BREAK_GLASS_REVIEWED = declare("access.reviewed", _l("Reviewed an emergency access"), details={"justified"})
AUDIT_LOG_READ = declare("audit.read", _l("Read the event log"), details={"log", "filters"})
LEDGER_VERIFIED = declare("ledger.verified", _l("Verified the ledger"), details={"intact", "size", "findings"})
