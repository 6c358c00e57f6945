from quizzes.panels.models.panel import Panel, PanelCut, PanelItem, Panellist, Rating

__all__ = ["Panel", "PanelCut", "PanelItem", "Panellist", "Rating"]
