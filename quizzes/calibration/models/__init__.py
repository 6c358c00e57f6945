from quizzes.calibration.models.calibration import Calibration, ItemParameter

__all__ = ["Calibration", "ItemParameter"]
