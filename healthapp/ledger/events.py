"""Events of the ledger itself."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

LEDGER_BEGUN_ANEW = declare(
    "ledger.begun_anew", _l("Went on with the ledger under a new key"), details={"size", "attested"}
)
