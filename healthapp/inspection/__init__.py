"""Visits of the National Preventive Group: unannounced, invisible to the visited, provable afterwards."""
