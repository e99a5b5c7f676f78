"""Read a PDF as its receiver does."""

import shutil
import subprocess

from tests.fixtures.needs import missing


def words_of(document: bytes) -> str:
    """Return the text on a document's pages."""
    if shutil.which("pdftotext") is None:
        missing("pdftotext", remedy="apt-get install poppler-utils")
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=document, check=True, capture_output=True
    )
    return done.stdout.decode()
