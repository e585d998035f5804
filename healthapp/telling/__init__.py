"""The person's side of a case: what was decided, when and how they were told, and the paper they keep."""
