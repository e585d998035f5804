"""What the log says of accounts beside the event: roles, and how somebody proved who they are."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.web.kit.roles import role_word

#: Why a sign-in failed, to whoever looks after accounts; whoever tries is told one answer for all of them.
CAUSES = {
    "unknown": _l("no such account"),
    "inactive": _l("the account may not sign in"),
    "password": _l("wrong password"),
    "code": _l("wrong code"),
    "locked": _l("the account was locked"),
}
FACTORS = {
    "password": _l("password"),
    "totp": _l("password and a code"),
    "recovery": _l("Recovery code"),
}
#: Why a session ended, or all of an account.
ENDINGS = {
    "logout": _l("as the person wished"),
    "everywhere": _l("as the person wished, on all devices"),
    "idle": _l("nothing was done for too long"),
    "limit": _l("a session lasts no longer"),
    "inactive": _l("the account may not sign in"),
    "admin": _l("as an administrator wished"),
    "password": _l("the password was changed"),
    "disputed": _l("somebody else used the password"),
}
REMOVALS = {"own": _l("as the person wished"), "reset": _l("by whoever is on duty at the server")}

say("role.", "role", _l("Role"), role_word)
say("login.ok", "factor", _l("Proof"), FACTORS)
say("login.failed", "cause", _l("Cause"), CAUSES)
say("logout", "how", _l("Reason"), ENDINGS)
say("session.ended", "how", _l("Reason"), ENDINGS)
say("factor.removed", "how", _l("Reason"), REMOVALS)
