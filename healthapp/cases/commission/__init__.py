"""The expert commission: sessions, agenda, examination, votes and the protocol of each case."""
