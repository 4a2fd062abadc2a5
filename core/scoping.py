"""Who may see which rows: said once per model, and never forgotten (docs/adr/0001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows its readers."""

    def for_user(self, user: User | AnonymousUser) -> Self:
        return self.filter(self.visible_q(cast("User", user))) if user.is_authenticated else self.none()

    def visible_q(self, user: User) -> models.Q:
        """The one place that says which rows of this model a user may see."""
        raise NotImplementedError


class ScopedModel(models.Model):
    """A model without `.objects`: readers say for whom (`visible_to`), services say `unscoped`."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, user: User | AnonymousUser) -> Any:
        return cast("Any", cls._default_manager.all()).for_user(user)
