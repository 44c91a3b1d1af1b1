"""Every command that the documents print works as printed."""

import shutil
from pathlib import Path

import pytest

from tests.docs.documents import ROOT, Command, Reader, commands
from tests.folders import open_folder

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorial").glob("*.md"))]
HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_works_as_printed(document: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("the documents' commands need curl")
    with open_folder() as folder:
        reader = Reader(folder)
        try:
            for command in commands(document.read_text(encoding="utf-8")):
                reader.follow(command)
        finally:
            reader.close()


@pytest.mark.parametrize("page", HOW_TO, ids=lambda path: path.name)
def test_a_how_to_page_works_as_printed_beside_a_server(page: Path, tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    try:
        reader.follow(Command(0, "laurels serve --dev", None))
        for command in commands(page.read_text(encoding="utf-8")):
            reader.follow(command)
    finally:
        reader.close()
