"""Files that are checked before they are applied: read, judged row by row, then applied as checked or given up."""
