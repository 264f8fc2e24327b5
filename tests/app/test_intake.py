"""Uploads: four kinds are taken in and re-made, everything else is refused with a reason, nothing raises, nothing hangs."""

import io
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

import hostile_uploads
from app.config import Config
from app.services import intake, intake_child, mrz_proposal
from app.services.clamd import Scan, scan
from app.services.intake import Refused, Taken, answered, message, take_in
from app.services.intake_child import framed
from documents.uploads import FileKind, refusal
from documents.words import words
from hostile_uploads import ANY, CLEAN, REFUSED

LIMIT = 10  # seconds


# --- what is meant well ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x.pdf", "x.jpg", "x.png", "x.heic", "X.JPEG", "x.HEIF"])
def test_each_of_the_four_kinds_becomes_a_picture_of_an_identity_document(name):
    content = hostile_uploads.genuine()[{"X.JPEG": "x.jpg", "x.HEIF": "x.heic"}.get(name, name)]
    taken = take_in(content, name, as_pixels=True)
    assert isinstance(taken, Taken)
    assert (taken.media_type, len(taken.parts), len(taken.sha256[0]), taken.is_scanned) == ("image/jpeg", 1, 64, False)
    assert Image.open(io.BytesIO(taken.parts[0])).format == "JPEG"


def test_a_pdf_stays_a_pdf_with_its_page_and_its_filled_in_form_and_loses_all_else():
    def change(document):
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])
        document.docinfo["/Author"] = "planted author"
        with document.open_metadata() as metadata:
            metadata["dc:title"] = "planted title"
        drawn = document.make_stream(
            b"1 0 0 rg 0 0 40 40 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 40, 40]
        )
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="a",
            V="x",
            F=4,
            Rect=[100, 20, 140, 60],
            AP=pikepdf.Dictionary(N=drawn),
        )
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([document.make_indirect(field)]))
        document.Root.AcroForm = pikepdf.Dictionary(Fields=document.pages[0].Annots)

    content = hostile_uploads.pdf(change)
    taken = take_in(content, "contract.pdf")
    assert (taken.kind, taken.media_type) == (FileKind.PDF, "application/pdf")
    assert b"planted" not in taken.parts[0]
    with pikepdf.open(io.BytesIO(taken.parts[0])) as made:
        assert set(made.Root.keys()) == {"/Pages", "/Type"}
        assert set(made.pages[0].obj.keys()) <= {"/Contents", "/MediaBox", "/Parent", "/Resources", "/Type"}
    picture = Image.open(io.BytesIO(take_in(content, "contract.pdf", as_pixels=True).parts[0]))
    red, _, blue = picture.getpixel((120 * 200 // 72, (100 - 40) * 200 // 72))
    assert red > 200
    assert blue < 90


def test_what_a_page_inherits_goes_along():
    def change(document):
        page = document.pages[0].obj
        document.Root.Pages.MediaBox = page.MediaBox
        document.Root.Pages.Rotate = 90
        del page[pikepdf.Name.MediaBox]

    taken = take_in(hostile_uploads.pdf(change), "x.pdf", as_pixels=True)
    width, height = Image.open(io.BytesIO(taken.parts[0])).size
    assert width < height


def test_the_same_upload_gives_the_same_bytes():
    for name, content in hostile_uploads.genuine().items():
        assert take_in(content, name).sha256 == take_in(content, name).sha256


def test_a_photo_is_turned_upright_and_loses_where_it_was_made():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "planted place"
    taken = take_in(hostile_uploads.saved("JPEG", exif=exif, comment=b"planted"), "x.jpg")
    made = Image.open(io.BytesIO(taken.parts[0]))
    assert made.size == (200, 320)
    assert b"planted" not in taken.parts[0]
    assert not made.getexif()


def test_what_is_transparent_becomes_white():
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(made, "PNG")
    taken = take_in(made.getvalue(), "x.png")
    assert Image.open(io.BytesIO(taken.parts[0])).getpixel((10, 10)) == (255, 255, 255)


# --- what is not -------------------------------------------------------------------------------------------------


def right(upload, answer):
    """Whether what came of an upload is what may come of it."""
    if isinstance(answer, Refused):
        assert all(message(answer, lang) for lang in ("nl", "en")), upload.name
        return upload.expected in {ANY, REFUSED, answer.code}
    return upload.expected in {ANY, CLEAN}


class Child:
    """The child in its batch mode, started again when one upload kills it; the limits of memory are those of the real path."""

    def __init__(self):
        self.process, self.deaths = None, 0

    def __call__(self, upload, mode):
        if no := refusal(upload.content, upload.name):
            return no
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-I", intake.CHILD, "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        timer = threading.Timer(intake.PATIENCE, self.process.kill)
        timer.start()
        try:
            self.process.stdin.write(framed(mode + upload.content))
            self.process.stdin.flush()
            return answered(self._answer())
        except BrokenPipeError:
            return answered(b"")
        finally:
            timer.cancel()

    def _answer(self):
        """The bytes of one answer; the head says how many parts follow."""
        head = intake_child.frame(self.process.stdout)
        if head is None:
            self.deaths += 1
            self.process.wait()
            return b""
        parts = [intake_child.frame(self.process.stdout) for _ in range(intake.json.loads(head)["parts"])]
        return framed(head) + b"".join(framed(part) for part in parts)

    def close(self):
        if self.process:
            self.process.kill()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()


@pytest.fixture
def child():
    made = Child()
    yield made
    made.close()


def clean(answer):
    """What was taken in holds nothing that can act."""
    _, parts = answer
    for part in parts:
        if part.startswith(b"%PDF"):
            with pikepdf.open(io.BytesIO(part)) as made:
                assert set(made.Root.keys()) == {"/Pages", "/Type"}
            assert not any(
                word in part
                for word in (b"/JS", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/XFA", b"/OpenAction", b"/AA")
            )
        else:
            assert Image.open(io.BytesIO(part)).format == "JPEG"
            assert b"<script" not in part
            assert b"<?php" not in part


def test_two_hundred_hostile_uploads_are_refused_with_a_reason_and_what_is_taken_in_comes_out_clean(child):
    uploads = hostile_uploads.uploads()
    refused, wrong, slowest = 0, [], 0
    for number, upload in enumerate(uploads):
        mode = intake_child.PIXELS if number % 2 else intake_child.KEEP
        start = time.perf_counter()
        answer = child(upload, mode)
        slowest = max(slowest, time.perf_counter() - start)
        if not right(upload, answer):
            wrong.append((upload.name[:60], upload.expected, answer if isinstance(answer, Refused) else "taken"))
        if isinstance(answer, Refused):
            refused += 1
        else:
            clean(answer)
    assert wrong == []
    assert refused >= 200
    assert slowest < LIMIT


@pytest.mark.parametrize("as_pixels", [True, False])
@pytest.mark.parametrize(
    "name",
    [
        "bomb as an image.pdf",
        "launch.pdf",
        "bytes behind the end.pdf",
        "huge.jpg",
        "bomb.png",
        "huge.heic",
        "30000 by 30000.png",
    ],
)
def test_the_whole_way_refuses_too_and_in_time(name, as_pixels):
    upload = hostile_uploads.named(name)
    start = time.perf_counter()
    answer = take_in(upload.content, upload.name, as_pixels=as_pixels)
    assert time.perf_counter() - start < LIMIT
    assert right(upload, answer)


def test_a_child_that_hangs_or_dies_is_a_refusal(monkeypatch, tmp_path):
    content = hostile_uploads.saved("PNG")
    for program, patience in [
        ("import time; time.sleep(60)", 1),
        ("import os; os.abort()", 9),
        ("raise SystemExit(3)", 9),
        ("print('x')", 9),
    ]:
        script = tmp_path / "child.py"
        script.write_text(program)
        monkeypatch.setattr(intake, "CHILD", script)
        monkeypatch.setattr(intake, "PATIENCE", patience)
        assert take_in(content, "x.png") == Refused("too_long")


def test_the_child_may_use_no_more_memory_than_its_limit_and_write_no_file():
    program = (
        "import resource; from app.services.intake_child import MEMORY, limit; limit(is_batch=False);"
        "assert resource.getrlimit(resource.RLIMIT_AS)[0] == MEMORY; assert resource.getrlimit(resource.RLIMIT_CPU)[0] == 8;"
        "assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == 0\n"
        "try:\n bytearray(2 * MEMORY)\nexcept MemoryError:\n print('refused')"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False).stdout
        == "refused\n"
    )


def test_every_refusal_has_words_in_both_languages():
    assert all({"nl", "en"} <= set(entry) for entry in words()["refusal"].values())


# --- the virus scanner -------------------------------------------------------------------------------------------


class Scanner:
    """A clamd that answers what it is told, on a socket of this machine."""

    def __init__(self, path, answer):
        self.path, self.answer, self.got = str(path), answer, b""
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(self.path)
        self.listening.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        line, _ = self.listening.accept()
        with line, line.makefile("rb") as given:
            assert given.read(10) == b"zINSTREAM\0"
            while length := int.from_bytes(given.read(4)):
                self.got += given.read(length)
            line.sendall(self.answer)

    def close(self):
        self.thread.join(5)
        self.listening.close()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"stream: Eicar FOUND\0", "infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "scanner_down"),
        (b"", "scanner_down"),
    ],
)
def test_what_the_scanner_finds_or_cannot_say_is_refused(tmp_path, said, code):
    scanner = Scanner(tmp_path / "s", said)
    assert take_in(hostile_uploads.saved("PNG"), "x.png", clamd=scanner.path) == Refused(code)
    scanner.close()


def test_a_clean_file_is_marked_as_scanned_and_the_scanner_got_all_of_it(tmp_path):
    content = hostile_uploads.saved("PNG") + bytes(200_000)
    scanner = Scanner(tmp_path / "s", b"stream: OK\0")
    taken = take_in(content, "x.png", clamd=scanner.path)
    scanner.close()
    assert taken.is_scanned
    assert scanner.got == content


@pytest.mark.parametrize("clamd", ["/nowhere/clamd.sock", "127.0.0.1:1", "nonsense"])
def test_a_configured_scanner_that_is_down_refuses(clamd):
    assert scan(b"x", clamd) is Scan.DOWN
    assert take_in(hostile_uploads.saved("PNG"), "x.png", clamd=clamd) == Refused("scanner_down")


def test_the_scanner_is_a_setting(monkeypatch):
    monkeypatch.setenv("CLAMD", "/run/clamd.sock")
    assert Config.from_environment().clamd == "/run/clamd.sock"


# --- a proposal for the machine-readable zone --------------------------------------------------------------------


ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_without_tesseract_nothing_is_proposed(monkeypatch):
    monkeypatch.setattr(mrz_proposal.shutil, "which", lambda name: None)
    assert mrz_proposal.propose_mrz(b"") is None


def test_with_tesseract_the_lines_it_reads_are_proposed(monkeypatch, tmp_path):
    program = tmp_path / "tesseract"
    program.write_text(
        f"#!/bin/sh\ncat > /dev/null\nprintf 'REPUBLIC OF UTOPIA\\n\\n{ZONE.replace(chr(10), chr(92) + 'n')}\\n'\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(mrz_proposal.shutil, "which", lambda name: str(program))
    assert mrz_proposal.propose_mrz(hostile_uploads.saved("PNG")) == ZONE


def test_only_lines_of_a_zone_are_proposed():
    assert mrz_proposal.zone_of("HALLO\nWERELD") is None
    assert mrz_proposal.zone_of(f"x\n{ZONE.lower()}\n") == ZONE
    assert mrz_proposal.zone_of("\n".join(["I<UTO" + "<" * 25] * 3)).count("\n") == 2


def test_a_refusal_is_the_same_value_wherever_it_is_made():
    assert replace(Refused("kind")) == refusal(b"x", "x.pdf")
