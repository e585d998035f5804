"""Custody lists imported from the other side, and the papers a person is given of what was written."""
