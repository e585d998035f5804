"""Injuries documented after the Istanbul Protocol: body charts, lesions, photographs, register and notices."""
