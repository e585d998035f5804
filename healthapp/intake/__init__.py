"""The intake examination: safety screen, examination, signing, print."""
