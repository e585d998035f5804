"""Accounts: who signs in, with what proof, holding which roles, for how long; and emergency access."""
