"""What a Träger has decided that its schools need: rules in versions, with exceptions."""

from standards.models.versions import StandardException, StandardRule, StandardVersion

__all__ = ["StandardException", "StandardRule", "StandardVersion"]
