"""Screening instruments, the episode of suicide risk and the watch that follows it."""
