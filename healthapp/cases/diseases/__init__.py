"""The list of diseases that are a ground for release: an imported, dated code list; none is written in the program."""
