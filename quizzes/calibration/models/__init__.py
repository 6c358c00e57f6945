from quizzes.calibration.models.calibration import Calibration, ItemParameter
from quizzes.calibration.models.link import CalibrationLink

__all__ = ["Calibration", "CalibrationLink", "ItemParameter"]
