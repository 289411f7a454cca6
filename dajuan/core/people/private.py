"""Private rows: texts about a person or a matter, outside the ledger, encrypted, and gone with their key."""

from __future__ import annotations

from typing import Any

from django.db import models

from dajuan.core.records.models import SecretKey
from dajuan.core.records.vault import decrypt_texts, encrypt_texts


class PrivateRow(models.Model):
    """One encrypted row under one key. Whoever adds a kind of it need do nothing for its erasure."""

    key = models.OneToOneField(SecretKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        abstract = True

    @property
    def owner(self) -> Any:
        """The subject this row is about, which has an office and a zone."""
        raise NotImplementedError

    @classmethod
    def place(cls) -> str:
        """Where the text belongs: a ciphertext copied to another kind of row does not open there."""
        return f"{cls._meta.label_lower}.sealed"

    def seal(self, content: dict[str, str]) -> None:
        """Encrypt the texts, by name; not yet saved."""
        self.sealed = encrypt_texts(self.key, content, self.place())

    def read(self) -> dict[str, str]:
        """The texts by name. Refuses where the key was destroyed. Whoever shows them logs the reading."""
        return decrypt_texts(self.key, bytes(self.sealed), self.place())


def private_rows() -> list[type[PrivateRow]]:
    """Every kind of private row in the product."""
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, PrivateRow)]
