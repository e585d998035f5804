"""Cases: a person's way along a referral pathway, kept as events that nobody can take back."""
