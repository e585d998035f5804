"""Why a change of accounts or roles is refused."""

from __future__ import annotations


class AccountError(ValueError):
    """``code`` says why: taken, self, period, needs_facility, overlap, ended, decided, expired, second, absent,
    let_in, changed or no_factor."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
