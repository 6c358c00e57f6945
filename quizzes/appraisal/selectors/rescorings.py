"""Rescorings of rounds, as the screens show them; figures only, no names."""

from dataclasses import dataclass
from statistics import fmean

from quizzes.appraisal.models import FormDesign, Rescoring, RescoringLine


@dataclass(frozen=True)
class Told:
    """What a rescoring does to `results` results: how many rise, fall and stay in points, by how many points they move
    on the average and at most, how many people have an area with another band; and, once it was carried out, how many
    came otherwise than foretold."""

    results: int
    up: int
    down: int
    same: int
    mean: int
    most: int
    areas: int
    strayed: int


def told(act: Rescoring) -> Told:
    """One query; of what came, where it has come."""
    lines = list(RescoringLine.objects.filter(rescoring=act))
    moves = [(line.foretold if line.came is None else line.came) - line.before for line in lines]
    return Told(
        results=len(lines),
        up=sum(move > 0 for move in moves),
        down=sum(move < 0 for move in moves),
        same=sum(move == 0 for move in moves),
        mean=round(fmean(moves)) if moves else 0,
        most=max((abs(move) for move in moves), default=0),
        areas=sum(line.moved > 0 for line in lines),
        strayed=sum(line.came is not None and line.came != line.foretold for line in lines),
    )


def announced(design: FormDesign) -> Rescoring | None:
    """The one of this round that is announced and has not begun, for whoever has a result to read."""
    return Rescoring.objects.filter(design=design, state=Rescoring.State.ANNOUNCED).first()
