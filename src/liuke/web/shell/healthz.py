"""``/healthz``: 200 with versions and the lag of the jobs once the platform serves, 503 while it cannot."""

from __future__ import annotations

import django
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from liuke import __version__
from liuke.outbox.queries import waiting_jobs
from liuke.web.shell.access import public


@public
@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Asks the database, so that 200 means that a page would work, too. Says nothing that is a secret."""
    del request
    try:
        waiting = waiting_jobs()
        major, minor = divmod(connection.cursor().connection.info.server_version, 10_000)
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    versions = {"liuke": __version__, "django": django.get_version(), "postgresql": f"{major}.{minor}"}
    jobs = {"waiting": waiting.jobs, "lag_seconds": round(waiting.lag_seconds, 1), "failed": waiting.failed}
    return JsonResponse({"status": "ok", "versions": versions, "jobs": jobs})
