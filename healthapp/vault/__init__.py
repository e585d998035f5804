"""Photographs and files: original bytes kept identical and encrypted, every view an event."""

from healthapp.vault.store import Store, VaultDamaged, VaultFull

__all__ = ["Store", "VaultDamaged", "VaultFull"]
