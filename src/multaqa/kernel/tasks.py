"""The one task that the queue knows: run a job."""

from django_tasks import task

from multaqa.kernel import jobs


@task()
def run_job(job_id: int) -> None:
    jobs.run(job_id)
