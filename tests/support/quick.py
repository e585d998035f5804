"""The program with a password that is proven at once: journeys sign in and sign often, and nothing they are about
depends on what that costs (``tests/unit/accounts/test_passwords.py`` says what a hash must be).
"""

from __future__ import annotations

from argon2 import PasswordHasher

from healthapp.accounts import passwords
from healthapp.cli import main

passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

if __name__ == "__main__":
    main(prog_name="healthapp")
