"""The tables of points of each chart, and how they are put together."""
