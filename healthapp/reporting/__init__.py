"""Reporting: figures over many people, how complete they are, and what must not be read off them."""
