"""Named by `WAGTAIL_FINISH_WORKFLOW_ACTION`. Wagtail imports it while its own models are still being made, so nothing
that knows a model may be imported at the top."""

from typing import Any


def finish(workflow_state: Any, user: Any = None) -> None:
    from courses.services import packages

    packages.finish(workflow_state, user)
