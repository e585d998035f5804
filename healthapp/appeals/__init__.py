"""Requests and complaints about care, and that the person was told what became of them."""
