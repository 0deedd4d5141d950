"""What campaigns store. Import from here."""

from campaigns.models.content import Article

__all__ = ["Article"]
