"""What is calibrated: a table of answers with the items' names and bands, wherever it came from. No database."""

import hashlib
import json
from dataclasses import dataclass, field

import numpy as np

from quizzes.psychometrics.answers import Answers, Floats
from quizzes.psychometrics.calibration import Priors

BAND_SD = 0.7
"""How far an expert's band may be off the true difficulty, in logits."""


@dataclass(frozen=True)
class Material:
    """`names` (items,) are the items' names in the source, `bands` (items,) what experts said of their difficulty in
    logits, NaN where nothing, and `band_sd` (items,) how far they may be off. `versions` (items,) are primary keys of
    item versions, empty for a file."""

    source: str
    answers: Answers
    names: list[str]
    bands: Floats
    band_sd: Floats
    bank_id: int | None = None
    versions: list[int] = field(default_factory=list)

    @property
    def priors(self) -> Priors:
        known = ~np.isnan(self.bands)
        return Priors(np.where(known, self.bands, 0.0), np.where(known, self.band_sd, np.inf))

    def hash(self, settings: dict[str, object]) -> str:
        """SHA-256 of the answers, the bands and the settings, whatever the order of the people."""
        answers = self.answers
        rows = np.split(np.column_stack([answers.item, answers.scores]), np.cumsum(answers.per_person)[:-1])
        digest = hashlib.sha256(json.dumps([settings, self.names], sort_keys=True).encode())
        for part in (self.bands, self.band_sd):
            digest.update(part.astype("<f8").tobytes())
        for row in sorted(row.astype("<f8").tobytes() for row in rows):
            digest.update(len(row).to_bytes(8, "little") + row)
        return digest.hexdigest()
