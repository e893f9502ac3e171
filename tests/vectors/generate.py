#!/usr/bin/env python3
"""Writes the golden vectors of this folder from a second implementation of the formats.

It shares no line with the library: it follows the drawings in the modules' documentation. Tests never run it;
run it by hand after a new format version, with `pip install blake3 cryptography cbor2`, and review the difference.
Every file is an array of flat objects of strings and integers, so that a small reader in any language will do.
"""

import base64
import json
import pathlib

import cbor2
from blake3 import blake3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).parent
SOURCE = "symbolon formats version 1, computed by generate.py"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS = "0123456789"
BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE62 = BASE36 + BASE36[10:].lower()
CSET82 = "".join(sorted("!\"%&'()*+,-./:;<=>?_" + BASE62))
PREDEFINED = {"00", "01", "02", "11", "13", "15", "17"}


def derive(context, material, size):
    return blake3(material, derive_key_context=context).digest(size)


def in_alphabet(number, alphabet, size):
    text = ""
    for _ in range(size):
        number, digit = divmod(number, len(alphabet))
        text = alphabet[digit] + text
    assert number == 0
    return text


# Sealed serial


def prf(form, key, label, x):
    block = label + x.to_bytes(16, "little")
    if form == 2:
        block = (label.ljust(8, b"\0") + x.to_bytes(16, "little")).ljust(64, b"\0")
    return int.from_bytes(blake3(block, key=key).digest()[:16], "little")


def series_key(master, gtin, slot):
    return derive("symbolon v1 serial", master + gtin.encode() + slot.encode(), 32)


def index_key(form, key):
    return key if form == 1 else derive("symbolon v2 serial index", key, 32)


def seal(form, key, slot, alphabet, length, index_space, index):
    numbers = len(alphabet) ** (length - len(slot))
    tags = numbers // index_space
    t = prf(form, key, b"tag", index) % tags
    c = (index + prf(form, index_key(form, key), b"index", t)) % index_space
    return slot + in_alphabet(t * index_space + c, alphabet, length - len(slot))


def serials():
    shapes = [
        (CROCKFORD, 16, "07", 2**31),
        (CROCKFORD, 20, "", 2**40),
        (DIGITS, 20, "301", 10**9),
        (DIGITS, 9, "4", 10**4),
        (BASE36, 12, "A", 10**8),
        (CSET82, 20, "", 2**64 - 1),
        ("XYZ", 20, "X", 50_000),
    ]
    rows = [(form, number, shape) for form in (1, 2) for number, shape in enumerate(shapes)]
    for form, number, (alphabet, length, slot, space) in rows:
        master = bytes((number * 17 + i) & 255 for i in range(32))
        key = series_key(master, "09506000134352", slot)
        for index in (0, 1, 2, space // 3, space - 1):
            yield {
                "source": f"symbolon serial format {form}, computed by generate.py",
                "format": form,
                "index_key": index_key(form, key).hex() if form == 2 else "",
                "master": master.hex(),
                "gtin": "09506000134352",
                "slot": slot,
                "alphabet": alphabet,
                "length": length,
                "index_space": str(space),
                "index": str(index),
                "serial": seal(form, key, slot, alphabet, length, space, index),
            }


# Keys, message, carriers


def key_id_bytes(public):
    return derive("symbolon v1 key id", b"\x01" + public, 5)


def sized(part):
    return bytes([len(part)]) + part.encode()


def message(elements):
    return sized("symbolon v1 code") + b"".join(sized(ai) + sized(value) for ai, value in sorted(elements))


def element_string(elements):
    text = ""
    for place, (ai, value) in enumerate(elements):
        last = place + 1 == len(elements)
        text += ai + value + ("" if ai in PREDEFINED or last else "\x1d")
    return text


def bracketed(elements):
    return "".join(f"({ai}){value.replace('(', chr(92) + '(')}" for ai, value in elements)


def percent(text):
    unreserved = BASE62 + "-._~"
    return "".join(c if c in unreserved else f"%{ord(c):02X}" for c in text)


def link(elements, stem):
    by_ai = dict(elements)
    path = [ai for ai in ("00", "01") if ai in by_ai][:1]
    if path == ["01"]:
        path += [ai for ai in ("10", "21") if ai in by_ai]
    query = [ai for ai in sorted(by_ai) if ai not in path]
    uri = stem + "".join(f"/{ai}/{percent(by_ai[ai])}" for ai in path)
    return uri + ("?" + "&".join(f"{ai}={percent(by_ai[ai])}" for ai in query) if query else "")


def packed(text):
    classes = [(DIGITS, 38), (CROCKFORD, 24), (BASE36, 24), (BASE62, 21), (CSET82, 20)]
    number, (alphabet, size) = next((n, c) for n, c in enumerate(classes) if all(x in c[0] for x in text))
    head = bytes([number << 5 | len(text)]) if len(text) < 32 else bytes([number << 5, len(text)])
    body = b""
    for start in range(0, len(text), size):
        chunk = text[start : start + size]
        value = 0
        for character in chunk:
            value = value * len(alphabet) + alphabet.index(character)
        body += value.to_bytes((len(alphabet) ** len(chunk) - 1).bit_length() + 7 >> 3, "big")
    return head + body


def compact(elements, proof, stem):
    by_ai = dict(elements)
    flags = (1 if "00" in by_ai else 0) | (2 if proof else 0)
    out = bytes([1, flags])
    if "00" in by_ai:
        out += int(by_ai["00"][:-1]).to_bytes(8, "big")
    else:
        out += int(by_ai["01"][:-1]).to_bytes(6, "big") + packed(by_ai["21"])
    for ai, value in sorted(by_ai.items()):
        if ai not in ("00", "01", "21") and not (proof and ai in ("91", "92")):
            out += bytes.fromhex(ai) + packed(value)
    out += proof
    digits = ""
    for start in range(0, len(out), 7):
        group = out[start : start + 7]
        digits += str(int.from_bytes(group, "big")).zfill([0, 3, 5, 8, 10, 13, 15, 17][len(group)])
    return f"{stem}/{digits}"


CODES = [
    [("01", "09506000134352"), ("21", "07A0B1C2D3E4F5G6")],
    [("01", "09506000134352"), ("10", "LOT-7"), ("11", "261121"), ("17", "281130"), ("21", "07A0B1C2D3E4F5G6")],
    [("01", "19506000134359"), ("13", "260228"), ("15", "270200"), ("21", "a(1)%&+/x\"z")],
    [("00", "395060000000000016")],
    [("00", "395060000000000016"), ("02", "09506000134352"), ("37", "800")],
]


def carriers():
    for elements in CODES:
        yield {
            "source": SOURCE,
            "bracketed": bracketed(elements),
            "element_string": element_string(elements),
            "link_stem": "https://id.gs1.org",
            "link": link(elements, "https://id.gs1.org"),
            "compact_stem": "HTTPS://T.CN",
            "compact": compact(elements, b"", "HTTPS://T.CN"),
        }


def messages():
    for number, elements in enumerate(CODES):
        seed = bytes((number * 29 + 3 * i) & 255 for i in range(32))
        key = Ed25519PrivateKey.from_private_bytes(seed)
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        id_bytes = key_id_bytes(public)
        key_id = in_alphabet(int.from_bytes(id_bytes, "big"), CROCKFORD, 8)
        text = message(elements + [("91", key_id)])
        signature = key.sign(text)
        signed = elements + [("91", key_id), ("92", base64.urlsafe_b64encode(signature).decode().rstrip("="))]
        yield {
            "source": SOURCE,
            "element_string": element_string(elements),
            "seed": seed.hex(),
            "public_key": public.hex(),
            "key_id": key_id,
            "message": text.hex(),
            "signature": signature.hex(),
            "signed": element_string(signed),
            "link_stem": "https://example.com/p",
            "link": link(signed, "https://example.com/p"),
            "compact_stem": "HTTPS://T.CN",
            "compact": compact(signed, id_bytes + signature, "HTTPS://T.CN"),
        }


# Hidden marks


def times_x(value):
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def power(value, exponent):
    for _ in range(exponent):
        value = times_x(value)
    return value


def short_mark(bits):
    number = int.from_bytes(bits, "big")
    symbols = [number >> (35 - 5 * place) & 31 for place in range(8)]
    total = 0
    for place, symbol in enumerate(symbols):
        total ^= power(symbol, place)
    # The check symbol c makes total + a^8 c zero; tried out, so that no inverse is needed.
    symbols.append(next(c for c in range(32) if total ^ power(c, 8) == 0))
    text = "".join(CROCKFORD[symbol] for symbol in symbols)
    return f"{text[:3]}-{text[3:6]}-{text[6:]}"


def mark_text(text):
    return bytes([len(text)]) + text.encode()


def marks():
    items = ["010950600013435221" + serial for serial in ("A1", "07A0B1C2D3E4F5G6")] + ["00395060000000000016"]
    prints = [("", "", None), ("EXP 30.11.2028", "LINE-3", None), ("20281130", "3", 0), ("2028-11-30", "L", 2**64 - 1)]
    for number, identity in enumerate(items):
        secret = bytes((number * 31 + i) & 255 for i in range(32))
        tenant = ("", "acme", "x" * 64)[number]
        epoch = (0, 7, 2**32 - 1)[number]
        material = secret + mark_text(tenant) + epoch.to_bytes(4, "little")
        key = derive("symbolon v1 hidden mark short", material, 32)
        for date_text, line, position in prints:
            text = bytes([1, 1, 0, 0]) + mark_text(identity) + mark_text(date_text) + mark_text(line)
            text += b"\0" if position is None else b"\x01" + position.to_bytes(8, "little")
            yield {
                "source": SOURCE,
                "secret": secret.hex(),
                "tenant": tenant,
                "epoch": str(epoch),
                "element_string": identity,
                "date_text": date_text,
                "line": line,
                "roll_position": "" if position is None else str(position),
                "mark": short_mark(blake3(text, key=key).digest(5)),
            }


# Signed artefacts


def key_of(seed):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def artefact(seed, kind, version, payload):
    key, public = key_of(seed)
    header = cbor2.dumps({1: -8, 4: key_id_bytes(public), -65537: [kind, version]})
    payload = cbor2.dumps(payload)
    signature = key.sign(cbor2.dumps(["Signature1", header, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [header, {}, payload, signature]))


# Batch certificates


def leaf(elements):
    text = b"".join(sized(ai) + sized(value) for ai, value in sorted(elements))
    return blake3(text, key=b"symbolon v1 batch leaf".ljust(32, b"\0")).digest()


def split(count):
    size = 1
    while 2 * size < count:
        size *= 2
    return size


def tree(leaves):
    """The root, as RFC 6962 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    at = split(len(leaves))
    return blake3(tree(leaves[:at]) + tree(leaves[at:]), key=b"symbolon v1 batch node".ljust(32, b"\0")).digest()


def way(leaves, position):
    """The neighbours from the leaf up, as RFC 6962 defines them."""
    if len(leaves) == 1:
        return b""
    at = split(len(leaves))
    if position < at:
        return way(leaves[:at], position) + tree(leaves[at:])
    return way(leaves[at:], position - at) + tree(leaves[:at])


def absence(leaves, stranger):
    """The neighbours of what is not there, each with its way."""
    position = sum(other < stranger for other in leaves)
    beside = [at for at in (position - 1, position) if 0 <= at < len(leaves)]
    return b"\x01" + position.to_bytes(8, "little") + b"".join(leaves[at] + way(leaves, at) for at in beside)


STRANGER = [("01", "09506000134352"), ("21", "STRANGER")]


def certificates():
    for number, count in enumerate((1, 2, 3, 5, 8, 21)):
        items = [[("01", "09506000134352"), ("10", "LOT-7"), ("21", f"A{i}")] for i in range(count)]
        items += [[("00", "395060000000000016")], [("01", "19506000134359"), ("21", "B")]][: number % 3]
        leaves = sorted(leaf(item) for item in items)
        name, time = ("LOT-7", "batch 7", "x" * 64)[number % 3], (0, -1, 2**40)[number % 3]
        gtins = sorted({int(item[0][1]) for item in items if item[0][0] == "01"})
        counts = [[gtin, sum(item[0][0] == "01" and int(item[0][1]) == gtin for item in items)] for gtin in gtins]
        seed = bytes((number * 37 + i) & 255 for i in range(32))
        payload = {1: name, 2: time, 3: len(items), 4: counts, 5: tree(leaves)}
        position = leaves.index(leaf(items[-1]))
        yield {
            "source": "symbolon certificate format 1, computed by generate.py",
            "seed": seed.hex(),
            "public_key": key_of(seed)[1].hex(),
            "codes": "|".join(element_string(item) for item in items),
            "name": name,
            "time": str(time),
            "root": tree(leaves).hex(),
            "certificate": artefact(seed, 3, 1, payload).hex(),
            "code": element_string(items[-1]),
            "proof": (b"\x01" + position.to_bytes(8, "little") + way(leaves, position)).hex(),
            "stranger": element_string(STRANGER),
            "absence": absence(leaves, leaf(STRANGER)).hex(),
        }


# Bulk files


def bulk_files():
    for signed, first, count, extra in ((0, 0, 3, []), (1, 40, 3, [("10", "LOT-7"), ("17", "281130")]), (1, 9, 0, [])):
        gtin, slot, master, seed = "09506000134352", "07", bytes(range(32)), bytes(range(7, 39))
        key, public = key_of(seed)
        key_id = in_alphabet(int.from_bytes(key_id_bytes(public), "big"), CROCKFORD, 8)
        out = b"symbulk" + bytes([1, signed, 16, 0, 0, 0, 0, 0, 0])
        out += first.to_bytes(8, "little") + count.to_bytes(8, "little")
        for index in range(first, first + count):
            serial = seal(2, series_key(master, gtin, slot), slot, CROCKFORD, 16, 2**31, index)
            elements = sorted([("01", gtin), ("21", serial)] + extra)
            out += serial.encode()
            if signed:
                signature = key.sign(message(elements + [("91", key_id)]))
                text = base64.urlsafe_b64encode(signature).decode().rstrip("=")
                elements += [("91", key_id), ("92", text)]
                out += signature
            code = element_string(elements).encode()
            out += len(code).to_bytes(2, "little") + code
        yield {
            "source": "symbolon bulk format 1, computed by generate.py",
            "master": master.hex(),
            "gtin": gtin,
            "slot": slot,
            "signed": signed,
            "seed": seed.hex(),
            "attributes": element_string(extra),
            "first": str(first),
            "count": str(count),
            "file": out.hex(),
        }


def write(name, rows):
    (HERE / name).write_text(json.dumps(list(rows), indent=1, ensure_ascii=True) + "\n")


write("serial.json", serials())
write("carrier.json", carriers())
write("message.json", messages())
write("mark.json", marks())
write("certificate.json", certificates())
write("bulk.json", bulk_files())
