"""What must be true of a database after any fault, asked in plain SQL beside the project's own code. Each query gives
the rows that are wrong."""

from tests.browser.serving import Site
from tests.faults.sitters import Told

Answer = tuple[str, str, int, int, bool]
"""Attempt, client_id, seq, position, whether it was late."""
STANDING = """
SELECT r.* FROM quizzes_response r
JOIN (SELECT presented_id, max(seq) AS seq FROM quizzes_response WHERE NOT late GROUP BY presented_id) last
  ON last.presented_id = r.presented_id AND last.seq = r.seq
"""
WRONG = {
    "sittings that did not end": "SELECT uuid FROM quizzes_attempt WHERE state = 'open'",
    "sittings without exactly one result": """
        SELECT a.uuid, count(o.id) FROM quizzes_attempt a LEFT JOIN quizzes_outcome o ON o.attempt_id = a.id
        GROUP BY a.uuid HAVING count(o.id) <> 1""",
    "questions scored twice": """
        SELECT r.presented_id, count(*) FROM quizzes_score s JOIN quizzes_response r ON r.id = s.response_id
        GROUP BY r.presented_id HAVING count(*) > 1""",
    "answers that stand without a score, and scores of others": f"""
        SELECT standing.id, s.response_id FROM ({STANDING}) standing
        FULL JOIN quizzes_score s ON s.response_id = standing.id WHERE standing.id IS NULL OR s.id IS NULL""",
    "results that are not the sum of their scores": """
        SELECT a.uuid, o.points, coalesce(sum(s.points), 0) FROM quizzes_attempt a
        JOIN quizzes_outcome o ON o.attempt_id = a.id JOIN quizzes_presenteditem p ON p.attempt_id = a.id
        LEFT JOIN quizzes_response r ON r.presented_id = p.id LEFT JOIN quizzes_score s ON s.response_id = r.id
        GROUP BY a.uuid, o.points HAVING abs(o.points - coalesce(sum(s.points), 0)) > 1e-9""",
    "sittings with fewer questions than their result counts": """
        SELECT o.id FROM quizzes_outcome o
        WHERE o.max_points <> (SELECT count(*) FROM quizzes_presenteditem p WHERE p.attempt_id = o.attempt_id)""",
    "answers missing in their order": """
        SELECT attempt_id, count(*), max(seq) FROM quizzes_response GROUP BY attempt_id
        HAVING count(*) <> max(seq) OR min(seq) <> 1""",
    "answers stored twice": """
        SELECT attempt_id, client_id FROM quizzes_response GROUP BY attempt_id, client_id HAVING count(*) > 1""",
    "sittings missing in their order": """
        SELECT person_id, quiz_id FROM quizzes_attempt GROUP BY person_id, quiz_id HAVING count(*) <> max(number)""",
    "sittings whose story is not told once": """
        SELECT a.uuid, s.verb, count(s.id) FROM quizzes_attempt a JOIN quizzes_outcome o ON o.attempt_id = a.id
        CROSS JOIN (VALUES ('started'), ('submitted'), ('scored'), ('passed')) AS wanted (verb)
        LEFT JOIN records_statement s ON s.object_id = CAST(a.uuid AS text) AND s.verb = wanted.verb
        GROUP BY a.uuid, o.passed, wanted.verb, s.verb
        HAVING count(s.id) <> CASE WHEN wanted.verb = 'passed' AND NOT o.passed THEN 0 ELSE 1 END""",
    "statements missing in their chain": """
        SELECT s.actor_uuid, s.seq FROM records_statement s
        LEFT JOIN records_statement b ON b.actor_uuid = s.actor_uuid AND b.seq = s.seq - 1
        WHERE s.seq > 1 AND (b.id IS NULL OR b.hash <> s.prev)""",
    "chains that end elsewhere": """
        SELECT h.actor_uuid, h.seq FROM records_chainhead h
        LEFT JOIN records_statement s ON s.actor_uuid = h.actor_uuid AND s.seq = h.seq AND s.hash = h.hash
        WHERE s.id IS NULL OR h.seq <> (SELECT count(*) FROM records_statement t WHERE t.actor_uuid = h.actor_uuid)""",
    "points given twice, or not": """
        SELECT a.person_id, q.slug, count(DISTINCT e.id) FROM quizzes_attempt a
        JOIN quizzes_outcome o ON o.attempt_id = a.id JOIN quizzes_quiz q ON q.id = a.quiz_id
        LEFT JOIN points_ledgerentry e ON e.person_id = a.person_id AND e.key = 'quiz:' || q.slug
        GROUP BY a.person_id, q.slug HAVING count(DISTINCT e.id) <> CASE WHEN bool_or(o.passed) THEN 1 ELSE 0 END""",
    "evidence twice": """
        SELECT source_id, level, count(*) FROM quizzes_evidence WHERE source_type = 'attempt'
        GROUP BY source_id, competence_id, level HAVING count(*) > 1""",
}
STORED = "SELECT CAST(a.uuid AS text), r.client_id, r.seq, p.position, r.late FROM quizzes_response r " + (
    "JOIN quizzes_attempt a ON a.id = r.attempt_id JOIN quizzes_presenteditem p ON p.id = r.presented_id"
)
RESULTS = """
SELECT CAST(a.uuid AS text), o.points, o.max_points FROM quizzes_attempt a JOIN quizzes_outcome o ON o.attempt_id = a.id
"""


def wrong(site: Site) -> dict[str, list[object]]:
    """What is wrong with the history, each by its name; empty where nothing is."""
    return {name: found for name, sql in WRONG.items() if (found := site.rows(sql))}


def lost(site: Site, told: list[Told]) -> set[Answer]:
    """The confirmed answers that are not there as they were confirmed."""
    return _answers(told) - set(site.rows(STORED))


def unasked(site: Site, told: list[Told], attempts: set[str]) -> set[Answer]:
    """The answers stored in these attempts of which nobody was ever told, although each was sent until it was."""
    return {one for one in set(site.rows(STORED)) - _answers(told) if one[0] in attempts}


def _answers(told: list[Told]) -> set[Answer]:
    return {(one.attempt, one.client_id, one.seq, one.position, one.late) for one in told}


def misjudged(site: Site, told: list[Told], by_http: set[str]) -> dict[str, tuple[float, float]]:
    """The attempts whose result is another than what was confirmed earns, one point for each question whose last answer
    in time was right: {attempt: (points, what they should be)}. Those of a real browser, which may leave a page before it
    has noted what the site confirmed there, gave right answers only and so earn all there is."""
    last: dict[tuple[str, int], Told] = {}
    for one in sorted(told, key=lambda one: one.seq):
        if not one.late:
            last[one.attempt, one.position] = one
    found = {}
    for attempt, points, most in site.rows(RESULTS):
        right = sum(one.is_right for one in last.values() if one.attempt == attempt)
        due = right if attempt in by_http else most
        if abs(points - due) > 1e-9:
            found[attempt] = (points, due)
    return found
