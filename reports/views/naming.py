"""What files are called on the reader's machine."""

from __future__ import annotations

from django.utils.text import slugify

from reports.models import ReportJob

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def file_name(job: ReportJob) -> str:
    """What the file is called on the reader's machine: what it is, reference date. Its ending says that it is a ZIP."""
    return f"{plain(str(job).replace('(ZIP)', ''))}-{job.as_of:%Y-%m-%d}{job.suffix}"


def plain(text: str) -> str:
    """For a file name: umlauts as Germans write them out, "gespraech" and not "gesprach"."""
    return slugify(text.translate(UMLAUTS))
