"""What runs in the background: waiting, running, failed with the reason, done; and once more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from liuke.org.actions.try_job_again import try_job_again
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.outbox.actions.retry_job import JobHasNotFailed
from liuke.outbox.queries import STATES, failures_of, job_by_id, jobs_by_state, jobs_in
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import N_, refused, t

STATE_NAMES = {"failed": N_("Failed"), "doing": N_("Running"), "todo": N_("Waiting"), "succeeded": N_("Done")}
JOB_NAMES = {
    "outbox.relay": N_("Tell an event on"),
    "outbox.tell_listener": N_("Tell a listener of an event"),
    "outbox.rescue_stalled": N_("Rescue jobs of a killed worker"),
    "org.forget_old_sign_ins": N_("Forget sign-ins of long ago"),
    "outbox.forget_old": N_("Forget jobs done long ago"),
    "dms.read": N_("Read the files of an import"),
    "dms.commit": N_("Take an import in"),
    "dms.take_back": N_("Take an import back"),
    "dms.fill_demo": N_("Load the demo's history"),
    "owners.find_duplicates": N_("Look for duplicate owners"),
    "owners.find_duplicates_daily": N_("Look for duplicate owners each night"),
    "feeds.refresh": N_("Refresh the check-up"),
    "vehicles.follow_imports": N_("Bring plates and calendars in line with imports"),
    "vehicles.calendar_all": N_("Work out all vehicle calendars"),
    "vehicles.calendar_daily": N_("Work out all vehicle calendars for the new day"),
    "segments.refresh_tags": N_("Work out the tags set by rules"),
    "segments.refresh_tags_daily": N_("Work out the tags set by rules for the new day"),
    "loyalty.seal": N_("Seal what the ledger has posted"),
    "loyalty.night": N_("Let points and reservations of the ledger run out"),
    "loyalty.post_opening": N_("Post opening balances"),
    "loyalty.undo_opening": N_("Take opening balances back"),
    "api.forget_answers": N_("Forget answers kept for repeated API calls"),
    "webhooks.deliver": N_("Send a message to another system"),
    "webhooks.forget_old": N_("Forget messages sent long ago"),
    "feeds.refresh_daily": N_("Refresh the check-up for the new day"),
}
BIGGEST = 2**63 - 1


@needs(Permission.SEE_JOBS)
@require_GET
def jobs(request: Asking) -> HttpResponse:
    """One state at a time; failed ones first when there are any."""
    counts = jobs_by_state()
    state = request.GET.get("state", "")
    if state not in STATES:
        state = "failed" if counts["failed"] else "todo" if counts["todo"] else "succeeded"
    context = {
        "state": state,
        "states": [(key, t(name), counts[key]) for key, name in STATE_NAMES.items()],
        "paged": paged(request, jobs_in(state)),
        "rest": rest_of_query(request),
        "names": {key: t(name) for key, name in JOB_NAMES.items()},
        "may_retry": request.rights.may(Permission.RETRY_JOBS),
    }
    return page(request, "console/jobs/list.html.j2", context)


@needs(Permission.SEE_JOBS)
@require_GET
def job(request: Asking, job_id: int) -> HttpResponse:
    """One job and why it failed, each time."""
    found = job_by_id(job_id) if job_id <= BIGGEST else None
    if found is None:
        raise NotFound
    context = {
        "job": found,
        "name": t(JOB_NAMES[found.task_name]) if found.task_name in JOB_NAMES else found.task_name,
        "failures": failures_of(job_id),
        "may_retry": request.rights.may(Permission.RETRY_JOBS),
    }
    return page(request, "console/jobs/job.html.j2", context)


@needs(Permission.RETRY_JOBS)
@require_POST
def job_retry(request: Asking, job_id: int) -> HttpResponse:
    """Tries a failed job once more."""
    if job_id > BIGGEST:
        raise NotFound
    try:
        try_job_again(scope=request.rights, job_id=job_id, at=now())
    except JobHasNotFailed as refusal:
        messages.error(request, refused(refusal))
    else:
        messages.success(request, t("The job is tried once more."))
    return HttpResponseRedirect(reverse("jobs"))
