"""Documents, the jobs that read them, and collections."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, UploadFile

from ingestion.jobs import JobResult
from rag.commands.as_json import document_as_json
from rag.errors import InputError, NotFoundError, TooLargeError
from rag.ledger import Job
from rag.library import DEFAULT_COLLECTION, Library
from web.v1.shapes import CollectionRequest, Json
from web.v1.state import Behind

routes = APIRouter(tags=["documents"])


@routes.post("/documents", status_code=202)
def upload(
    behind: Behind,
    file: list[UploadFile],
    collection: Annotated[str, Form()] = DEFAULT_COLLECTION,
    keep_both: Annotated[bool, Form(description="Of two files with one name keep both.")] = False,
) -> Json:
    """Hand files over; each is kept at once and read by a job, whose state GET /v1/jobs/{id} tells."""
    limit = behind.library.config.max_upload_mb
    for one in file:
        if (one.size or 0) > limit << 20:
            raise TooLargeError(f"{one.filename} has more than {limit} MB.", "Raise max_upload_mb in config.toml.")
    jobs = [behind.jobs.keep(one.file, one.filename or "file", collection, both=keep_both) for one in file]
    behind.runner.wake()
    return {"object": "list", "data": [_job(job) for job in jobs]}


@routes.get("/documents")
def documents(behind: Behind, collection: str = DEFAULT_COLLECTION) -> Json:
    """The documents of a collection by name."""
    _check_collection(behind.library, collection)
    found = behind.library.documents(collection)
    return {"object": "list", "data": [{**document_as_json(one), "collection": collection} for one in found]}


@routes.get("/documents/{document_id}")
def document(behind: Behind, document_id: str) -> Json:
    """One document with its pages."""
    found = behind.library.ledger.document(document_id)
    pages = [
        {"number": page.number, "label": page.label, "width_pt": page.width_pt, "height_pt": page.height_pt}
        for page in behind.library.ledger.pages(document_id)
    ]
    return {**document_as_json(found), "collection": found.collection, "page_list": pages}


@routes.delete("/documents/{document_id}", status_code=204)
def delete(behind: Behind, document_id: str) -> None:
    """Delete a document; its text is in no file of the library afterwards."""
    behind.library.delete(document_id)


@routes.get("/jobs")
def jobs(behind: Behind) -> Json:
    """All jobs, oldest first."""
    return {"object": "list", "data": [_job(job) for job in behind.jobs.list()]}


@routes.get("/jobs/{job_id}")
def job(behind: Behind, job_id: str) -> Json:
    """How far a job is, and what became of its file."""
    return _job(behind.library.ledger.job(job_id))


@routes.post("/jobs/{job_id}/cancel")
def cancel(behind: Behind, job_id: str) -> Json:
    """Leave a file out; one that is being read is left within a page."""
    behind.jobs.cancel(job_id)
    return _job(behind.library.ledger.job(job_id))


@routes.post("/jobs/{job_id}/retry")
def retry(behind: Behind, job_id: str) -> Json:
    """Let a failed or cancelled file wait again."""
    if not behind.jobs.retry(job_id):
        raise InputError("This job cannot be tried again.", "Only failed and cancelled ones whose file is kept can.")
    behind.runner.wake()
    return _job(behind.library.ledger.job(job_id))


@routes.get("/collections", tags=["collections"])
def collections(behind: Behind) -> Json:
    """The names of all collections, with how many documents each has."""
    names = behind.library.collections()
    return {"object": "list", "data": [{"name": n, "documents": len(behind.library.documents(n))} for n in names]}


@routes.post("/collections", status_code=201, tags=["collections"])
def create_collection(behind: Behind, wanted: CollectionRequest) -> Json:
    """Make an empty collection; one that exists stays as it is."""
    behind.library.create_collection(wanted.name)
    return {"name": wanted.name, "documents": len(behind.library.documents(wanted.name))}


@routes.delete("/collections/{name}", status_code=204, tags=["collections"])
def delete_collection(behind: Behind, name: str) -> None:
    """Delete a collection with every document in it."""
    _check_collection(behind.library, name)
    behind.library.delete_collection(name)


def _check_collection(library: Library, name: str) -> None:
    if name not in library.collections() and name != DEFAULT_COLLECTION:
        known = ", ".join(library.collections()) or "none"
        raise NotFoundError(f"There is no collection {name!r}.", f"There are: {known}.")


def _job(job: Job) -> Json:
    result = JobResult.of(job)
    return {
        "id": job.id,
        "object": "job",
        "name": job.name,
        "collection": job.collection,
        "state": job.state,
        "page": job.page,
        "pages": job.n_pages,
        "outcome": result.outcome,
        "document": result.document or None,
        "reason": result.reason,
        "hint": result.hint,
        "warnings": list(result.warnings),
    }
