"""Referral pathways as declared state machines: who may do what next, with which papers, under which clock.

Pure: no web, no database, no clock of its own. The pathways follow Azerbaijani law as read in the codes
(Criminal Code, Code of Criminal Procedure, Code of Execution of Punishments); whatever is not verified is marked so.
"""
