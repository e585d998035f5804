"""Screening instruments and the management of suicide risk: values in, decisions out.

This package is pure. It reads its own definitions once, and from then on knows no clock, no database and no web
framework. Whoever calls it brings the answers, the moment and the person's context, and keeps the result.
"""
