"""What happened, for rooms above to hurry by; sent inside the transaction."""

from django.dispatch import Signal

level_decided = Signal()
"""sender LevelDecision; decision=, now="""
