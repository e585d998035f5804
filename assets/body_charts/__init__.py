"""Draws the body charts on which injuries are marked (docs/body-charts.md).

Not part of the served application: `python -m assets.body_charts FOLDER` writes the drawings and the two lists.
"""
