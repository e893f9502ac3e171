"""Reads every picture that is named on standard input with zxing-cpp and prints, tab-separated and line by line:
the path, the milliseconds, and the data of each symbol as hexadecimal digits.

Needs the packages zxing-cpp and pillow. Default settings of the reader (rotation, down-scaling, inversion), QR only.
"""

import sys
import time

import numpy
import zxingcpp
from PIL import Image


def grey(path):
    picture = Image.open(path)
    if picture.mode in ("P", "LA", "RGBA"):
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = Image.alpha_composite(paper, picture)
    return numpy.ascontiguousarray(numpy.asarray(picture.convert("L")))


for line in sys.stdin:
    path = line.rstrip("\n")
    pixels = grey(path)
    begin = time.perf_counter()
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)
    elapsed = (time.perf_counter() - begin) * 1e3
    texts = [symbol.text.encode("utf-8").hex() for symbol in found]
    print("\t".join([path, f"{elapsed:.3f}"] + texts), flush=True)
