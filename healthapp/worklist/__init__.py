"""Everyone's home: what is due for this person, the most urgent first. Reads other rooms, owns no table."""
