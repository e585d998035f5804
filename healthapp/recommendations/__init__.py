"""What the Ombudsman recommends after visits, who must answer, and whether it was done.

A room of its own: those who are recommended to answer here without a sight of any visit.
"""
