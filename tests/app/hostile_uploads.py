"""Uploads that nobody means well with, made by the tests: each with a name, its bytes and what may come of it."""

import io
import random
import struct
import zlib
from dataclasses import dataclass
from functools import cache

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

REFUSED, CLEAN, ANY = "refused", "clean", "any"


@dataclass(frozen=True)
class Upload:
    """One upload; `expected` is a refusal's code, "refused" for whichever, "clean" when it is made harmless, "any" for either."""

    name: str
    content: bytes
    expected: str = REFUSED


def picture():
    return Image.radial_gradient("L").resize((320, 200)).convert("RGB")


def saved(format_, **options):
    made = io.BytesIO()
    picture().save(made, format_, **options)
    return made.getvalue()


def heic():
    made = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(made, quality=50)
    return made.getvalue()


def pdf(change=None, **options):
    """A PDF of one page; `change` may plant something in it."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 100))
    document.pages[0].Contents = document.make_stream(b"0 0 1 rg 10 10 50 50 re f")
    if change:
        change(document)
    made = io.BytesIO()
    document.save(made, **options)
    return made.getvalue()


@cache
def genuine():
    return {"x.pdf": pdf(), "x.jpg": saved("JPEG"), "x.png": saved("PNG"), "x.heic": heic()}


# --- PDF ---------------------------------------------------------------------------------------------------------


def _in_root(**entries):
    def change(document):
        for key, value in entries.items():
            document.Root[Name(f"/{key}")] = document.make_indirect(value)

    return change


def _annotation(**entries):
    def change(document):
        found = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries)
        document.pages[0].Annots = document.make_indirect(Array([document.make_indirect(found)]))

    return change


def _on_page(name, value):
    return lambda document: document.pages[0].obj.__setitem__(Name(f"/{name}"), value)


def _action(kind, **entries):
    return Dictionary(S=Name(f"/{kind}"), **entries)


def script():
    return _action("JavaScript", JS=String("app.alert(1)"))


def active_pdfs():
    """What a PDF may not be able to do, each in the place it usually hides."""
    names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))
    yield "javascript in OpenAction", _in_root(OpenAction=script())
    yield "javascript in names", _in_root(Names=names)
    yield "javascript on a page", _on_page("AA", Dictionary(O=script()))
    yield "javascript in an annotation", _annotation(Subtype=Name.Link, A=script())
    yield "javascript behind Next", _annotation(Subtype=Name.Link, A=_action("GoTo", Next=Array([script()])))
    yield "javascript deep down", _in_root(X=Array([Array([Array([Dictionary(Y=Array([script()]))])])]))
    yield "launch", _in_root(OpenAction=_action("Launch", F=String("cmd.exe")))
    yield "launch in an annotation", _annotation(Subtype=Name.Link, A=_action("Launch", F=String("cmd.exe")))
    yield "import of data", _annotation(Subtype=Name.Link, A=_action("ImportData"))
    yield "embedded go-to", _annotation(Subtype=Name.Link, A=_action("GoToE"))
    yield "XFA", _in_root(AcroForm=Dictionary(Fields=Array(), XFA=String("<xdp/>")))
    yield "attachment", lambda document: document.attachments.__setitem__("a.exe", b"MZ")
    yield "associated file", _in_root(AF=Array([Dictionary(Type=Name.Filespec)]))
    for kind in ("RichMedia", "Screen", "Movie", "3D", "FileAttachment", "Sound"):
        yield f"{kind} annotation", _annotation(Subtype=Name(f"/{kind}"))


def looped():
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF\n"
    )


@cache
def packed_twice(size=410_000_000):
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(size // 10_000_000)) + packer.flush()
    return zlib.compress(packed, 9)


def bomb(document):
    """A stream of a few kilobytes that unfolds to hundreds of megabytes."""
    stream = pikepdf.Stream(document, packed_twice())
    stream.stream_dict.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    return stream


def _contents_bomb(document):
    document.pages[0].Contents = document.make_indirect(bomb(document))


def _image_bomb(document):
    image = bomb(document)
    shape = {"Width": 20000, "Height": 20000, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray}
    for key, value in {"Type": Name.XObject, "Subtype": Name.Image, **shape}.items():
        image.stream_dict[Name(f"/{key}")] = value
    page = document.pages[0]
    page.Resources = Dictionary(XObject=Dictionary(I=document.make_indirect(image)))
    page.Contents = document.make_stream(b"200 0 0 100 0 0 cm /I Do")


def without_pages():
    document, made = pikepdf.new(), io.BytesIO()
    document.save(made)
    return made.getvalue()


def pdfs():
    for name, change in active_pdfs():
        yield Upload(f"{name}.pdf", pdf(change), "active")
    for name, change in active_pdfs():  # made again: a value belongs to the PDF it was put in
        packed = pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        yield Upload(f"{name} in object streams.pdf", packed, "active")
    plain = pdf()
    encrypted = {name: pikepdf.Encryption(owner="o", user=user) for name, user in {"with": "u", "without": ""}.items()}
    for name, encryption in encrypted.items():
        yield Upload(f"encrypted {name} password.pdf", pdf(encryption=encryption), "encrypted")
    yield Upload("bytes behind the end.pdf", plain + b"MZ\x90", "trailing")
    yield Upload("zip behind the end.pdf", plain + b"PK\x03\x04evil", "trailing")
    yield Upload("no end.pdf", plain.replace(b"%%EOF", b""), "damaged")
    yield Upload("only a head.pdf", b"%PDF-1.7\n", "damaged")
    yield Upload("head and end.pdf", b"%PDF-1.7\n%%EOF\n", "damaged")
    yield Upload("no page.pdf", without_pages(), "damaged")
    yield Upload("page tree that bites its tail.pdf", looped(), REFUSED)
    yield Upload("html.pdf", b"%PDF-<html><script>alert(1)</script></html>%%EOF", REFUSED)
    yield Upload("name that is not UTF-8.pdf", plain.replace(b"/Contents", b"/Con#ff#fe"), CLEAN)
    yield Upload(
        "a thousand pages.pdf", pdf(lambda document: [document.add_blank_page() for _ in range(1000)]), "pages"
    )
    yield Upload("a page of miles.pdf", pdf(_on_page("MediaBox", Array([0, 0, 10**6, 10**6]))), "pixels")
    yield Upload("a page of nothing.pdf", pdf(_on_page("MediaBox", Array([0, 0, 0, 0]))), "damaged")
    yield Upload("bomb in the contents.pdf", pdf(_contents_bomb), "bomb")
    yield Upload("bomb as an image.pdf", pdf(_image_bomb), "bomb")
    yield Upload("nested arrays.pdf", plain.replace(b"/Contents", b"/X " + b"[" * 5000 + b"]" * 5000 + b" /Contents"))
    yield Upload("stream in another file.pdf", plain.replace(b"/Length", b"/F (/etc/passwd) /Length"))


# --- pictures ----------------------------------------------------------------------------------------------------


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data=None, more=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000)) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pictures():
    jpeg, heif = saved("JPEG"), heic()
    for width, height in [(30000, 30000), (65535, 65535), (2**31 - 1, 2**31 - 1), (1, 2**31 - 1), (50_000_000, 1)]:
        yield Upload(f"{width} by {height}.png", png(width, height), REFUSED)
    yield Upload("no pixels.png", png(0, 0), REFUSED)
    yield Upload("bomb.png", png(6000, 6000, zlib.compress(bytes(6000 * 18001), 9)), CLEAN)
    for kind in (b"zTXt", b"iCCP"):
        more = chunk(kind, b"a\0\0" + zlib.compress(bytes(200_000_000), 1))
        yield Upload(f"{kind.decode()} bomb.png", png(10, 10, zlib.compress(bytes(310)), more))
    size = jpeg.index(b"\xff\xc0") + 5
    yield Upload("huge.jpg", jpeg[:size] + b"\xff\xff\xff\xff" + jpeg[size + 4 :], "pixels")
    yield Upload("no size.jpg", jpeg[:size] + bytes(4) + jpeg[size + 4 :], REFUSED)
    yield Upload("only a head.jpg", b"\xff\xd8\xff", "damaged")
    yield Upload("html behind.jpg", jpeg + b"<script>alert(1)</script>", "polyglot")
    yield Upload("zip behind.jpg", jpeg + b"PK\x03\x04", "polyglot")
    yield Upload("film behind.jpg", jpeg + b"\0\0\0\x1cftypisom", CLEAN)
    yield Upload("script in the comment.jpg", saved("JPEG", comment=b"<?php system($_GET[0]); ?>"), CLEAN)
    yield Upload("pdf behind.png", saved("PNG") + pdf(), "polyglot")
    yield Upload("many frames.png", saved("PNG", save_all=True, append_images=[picture() for _ in range(30)]), CLEAN)
    place = heif.index(b"ispe") + 8
    yield Upload("huge.heic", heif[:place] + b"\x7f\xff\xff\xff\x7f\xff\xff\xff" + heif[place + 8 :], REFUSED)
    yield Upload("only a head.heic", heif[:12], REFUSED)
    yield Upload("a box longer than the file.heic", b"\xff\xff\xff\xff" + heif[4:])


# --- other kinds, other names, broken files ----------------------------------------------------------------------


def strangers():
    contents = {
        "nothing": b"", "text": b"hallo", "program": b"MZ\x90\0", "elf": b"\x7fELF", "zip": b"PK\x03\x04", "gif": b"GIF89a", "script": b"#!/bin/sh\n",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "html": b"<!doctype html>", "tiff": b"II*\0", "webp": b"RIFF\0\0\0\0WEBP",
        "avif": b"\0\0\0\x1cftypavif", "mp4": b"\0\0\0\x1cftypisom", "space before": b"\n%PDF-1.7", "zeros": bytes(5000),
    }  # fmt: skip
    for name, content in contents.items():
        for extension in ("pdf", "jpg"):
            yield Upload(f"{name}.{extension}", content, "kind" if content else "empty")
    yield Upload("large.pdf", b"%PDF-1.7" + bytes(16 * 1024 * 1024), "too_large")


def names():
    for name, content in genuine().items():
        right = name.rpartition(".")[2]
        yield from (
            Upload(f"x.{wrong}", content, "extension") for wrong in ("pdf", "jpg", "png", "exe") if wrong != right
        )
        yield Upload("", content, "extension")
        yield Upload(f"x.{right}.exe", content, "extension")
        yield Upload(f"../../etc/passwd\0.{right}", content, "name")
        yield Upload(f"\udcff\udcfe.{right}", content, "name")
        yield Upload("a" * 100_000 + f".{right}", content, "name")


def truncations():
    for name, content in genuine().items():
        for part in (1, 8, 20, 50, 80, 95, 99):
            yield Upload(f"{part} percent of {name}", content[: len(content) * part // 100])


def mutations(count, seed=1):
    chance = random.Random(seed)  # noqa: S311  # the same mutations every time
    for number in range(count):
        name, content = chance.choice(sorted(genuine().items()))
        changed = bytearray(content)
        for _ in range(chance.choice([1, 3, 20, 200])):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if number % 5 == 0:
            start = chance.randrange(len(changed))
            del changed[start : start + chance.randrange(1, 400)]
        yield Upload(f"mutation {number} of {name}", bytes(changed), ANY)


@cache
def uploads():
    return [*pdfs(), *pictures(), *strangers(), *names(), *truncations(), *mutations(80)]


def named(name):
    return next(upload for upload in uploads() if upload.name == name)
