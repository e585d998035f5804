"""The file of a case: its papers, its checklist, what was frozen when it was sent, and one printed volume of it."""
