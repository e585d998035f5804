"""The court: hearings that are announced, what it decided in how many days, and what a released person takes along."""
