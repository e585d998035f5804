"""The demonstration: invented facilities, accounts and people, made by the same services as everything real."""

from healthapp.demo.filling import DemoRefused, fill

__all__ = ["DemoRefused", "fill"]
