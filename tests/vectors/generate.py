#!/usr/bin/env python3
"""Writes the golden vectors of this folder from a second implementation of the formats.

It shares no line with the library: it follows the drawings in the modules' documentation. Tests never run it;
run it by hand after a new format version, with `pip install blake3 cbor2 cryptography`, and review the difference.
Every file is an array of flat objects of strings and integers, so that a small reader in any language will do.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import re

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


def key_id_bytes(public, suite=1):
    return derive("symbolon v1 key id", bytes([suite]) + public, 5)


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
            printed = mark_text(identity) + mark_text(date_text) + mark_text(line)
            printed += b"\0" if position is None else b"\x01" + position.to_bytes(8, "little")
            text = bytes([1, 1, 0, 0]) + printed
            streams = {}
            for kind, name in enumerate(("layer", "dots", "date", "copy"), 2):
                image_key = derive("symbolon v1 hidden mark " + name, material, 32)
                message = bytes([1, kind]) + (kind * 256 + 1).to_bytes(2, "little") + printed
                streams[name + "_bytes"] = blake3(message, key=image_key).digest(64).hex()
                order = blake3(message + b"order", key=image_key).digest(8 * 20)
                places = sorted(range(20), key=lambda place: (int.from_bytes(order[8 * place :][:8], "little"), place))
                streams[name + "_permutation"] = bytes(places).hex()
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
                **streams,
            }


def rolls():
    """Chained rolls, version 1: rows and heads after each pair."""
    padded = lambda name: name.encode().ljust(32, b"\0")
    pairs = [("code A", "mark a"), ("0109506000134352" + "21X" * 70, "m"), ("c", "x" * 255), ("7", "0")]
    for number in range(2):
        key = bytes((number * 17 + i) & 255 for i in range(32))
        name = bytes((number + 3 * i) & 255 for i in range(16))
        link, rows, heads = blake3(name, key=padded("symbolon v1 roll start")).digest(), b"", b""
        for place, (visible, hidden) in enumerate(pairs):
            halves = blake3(b"\x01" + visible.encode(), key=key).digest()
            halves += blake3(b"\x02" + hidden.encode(), key=key).digest()
            pair = blake3(halves, key=padded("symbolon v1 roll pair")).digest()
            link = blake3(link + place.to_bytes(8, "little") + pair, key=padded("symbolon v1 roll link")).digest()
            rows += halves
            heads += b"\x01" + name + (place + 1).to_bytes(8, "little") + link
        yield {
            "source": SOURCE,
            "key": key.hex(),
            "id": name.hex(),
            "visible": "|".join(visible for visible, _ in pairs),
            "hidden": "|".join(hidden for _, hidden in pairs),
            "rows": rows.hex(),
            "heads": heads.hex(),
        }


# Trust bundles and their deltas


def roaring(indices):
    """The portable 64-bit format of the Roaring project, for sets without runs worth it."""
    blocks = {}
    for index in sorted(indices):
        blocks.setdefault(index >> 32, {}).setdefault(index >> 16 & 0xFFFF, []).append(index & 0xFFFF)
    out = len(blocks).to_bytes(8, "little")
    for high, containers in blocks.items():
        out += high.to_bytes(4, "little") + (12346).to_bytes(4, "little") + len(containers).to_bytes(4, "little")
        offset = 8 + 8 * len(containers)
        heads, offsets, bodies = b"", b"", b""
        for key, values in containers.items():
            heads += key.to_bytes(2, "little") + (len(values) - 1).to_bytes(2, "little")
            offsets += (offset + len(bodies)).to_bytes(4, "little")
            bodies += b"".join(value.to_bytes(2, "little") for value in values)
        out += heads + offsets + bodies
    return out


def index_sets(sets, whole):
    return [[gtin, slot, roaring(indices) if whole else b""] for gtin, slot, indices in sets]


def code_set(codes, whole):
    return [index_sets(codes["indices"], whole), codes["serials"], codes["lots"], codes["items"]]


def bundle_payload(content, whole=True):
    fields = {1: content["sequence"], 2: content["issued_at"], 3: content["next_update"], 4: content["name"]}
    fields |= {5: sorted(content["keys"], key=lambda row: key_id_bytes(row[1]))}
    fields |= {6: content["openers"], 7: content["leases"]}
    fields |= {8: code_set(content["revoked"], whole), 9: code_set(content["recalled"], whole)}
    fields |= {10: index_sets(content["vouched"], whole)}
    return cbor2.dumps(fields)


def bundle_parts(seed, payload):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    header = cbor2.dumps({1: -8, 4: key_id_bytes(public), -65537: [4, 1]})
    return header, key.sign(cbor2.dumps(["Signature1", header, b"", payload])), public


def bundle_file(seed, payload):
    header, signature, _ = bundle_parts(seed, payload)
    return cbor2.dumps(cbor2.CBORTag(18, [header, {}, payload, signature]))


def bundle_delta(seed, older, newer):
    header, signature, _ = bundle_parts(seed, bundle_payload(newer))
    out = b"SYMD\x01" + blake3(bundle_file(seed, bundle_payload(older))).digest()
    out += bytes([len(header)]) + header + signature
    outline = bundle_payload(newer, whole=False)
    out += len(outline).to_bytes(4, "little") + outline

    def sets(content):
        yield from ((8, *row) for row in content["revoked"]["indices"])
        yield from ((9, *row) for row in content["recalled"]["indices"])
        yield from ((10, *row) for row in content["vouched"])

    before = {row[:3]: row[3] for row in sets(older)}
    for *place, indices in sets(newer):
        changed = roaring(set(indices) ^ set(before.get(tuple(place), ())))
        out += len(changed).to_bytes(4, "little") + changed
    return out


def bundle_contents():
    def public(byte):
        key = Ed25519PrivateKey.from_private_bytes(bytes([byte]) * 32)
        return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    nothing = {"indices": [], "serials": [], "lots": [], "items": []}
    always = [-(2**63), 2**63 - 1]
    item, other = "09506000134352", "19506000134359"
    series = derive("symbolon v1 serial", bytes(range(32)) + item.encode() + b"07", 32)
    opener = [item, "07", CROCKFORD, 16, 2**31, derive("symbolon v2 serial index", series, 32)]
    first = {
        "sequence": 1,
        "issued_at": -5,
        "next_update": 1_800_000_000,
        "name": "",
        "keys": [],
        "openers": [],
        "leases": [],
        "revoked": nothing,
        "recalled": nothing,
        "vouched": [],
    }
    second = first | {
        "sequence": 2,
        "name": "\u793a\u4f8b",
        "keys": [
            [1, public(1), [1_700_000_000, 1_900_000_000], always, [[item], ["9506000"]], [0]],
            [1, public(2), always, [0, 1_750_000_000], "everything", [1, 1_750_000_000]],
            [1, public(3), always, always, [[item, other], []], [2]],
            [1, public(4), always, always, [[], ["00012", "9506000"]], [3, -7]],
        ],
        "openers": [opener],
        "leases": [[item, "07", 0, 1000, key_id_bytes(public(1))], [item, "07", 1000, 2**40, key_id_bytes(public(2))]],
        "revoked": {
            "indices": [(item, "07", [1, 2, 3, 500, 70_000, 2**32 - 1, 2**32, 2**40 + 5])],
            "serials": [[item, "A1", "A9"], [item, "100", "2ZZ"], [other, "x", "x"]],
            "lots": [[item, "LOT-7"], [item, "LOT-8"]],
            "items": [],
        },
        "recalled": nothing | {"indices": [(item, "", [9]), (item, "07", [7, 65_536])], "items": [item, other]},
        "vouched": [(item, "07", list(range(0, 600, 2)))],
    }
    third = second | {
        "sequence": 900,
        "next_update": 2**40,
        "revoked": second["revoked"] | {"indices": [(item, "07", [1, 3, 500, 70_000, 70_001, 2**40 + 5])], "lots": []},
        "recalled": nothing,
        "vouched": [(item, "07", list(range(0, 600, 2))), (item, "08", [5])],
    }
    return [first, second, third]


def bundles():
    seed, older = bytes([9]) * 32, None
    for content in bundle_contents():
        payload = bundle_payload(content)
        yield {
            "source": SOURCE,
            "root_seed": seed.hex(),
            "root_public_key": bundle_parts(seed, payload)[2].hex(),
            "sequence": content["sequence"],
            "bundle": bundle_file(seed, payload).hex(),
            "delta": bundle_delta(seed, older, content).hex() if older else "",
        }
        older = content


# Suites of elliptic curves, from their standards, on plain integers


class Curve:
    """y² = x³ + ax + b over GF(p), with base point g of prime order n."""

    def __init__(self, p, a, b, n, g):
        self.p, self.a, self.b, self.n, self.g = p, a, b, n, g

    def add(self, one, other):
        if one is None or other is None:
            return other if one is None else one
        (x1, y1), (x2, y2) = one, other
        if x1 == x2 and (y1 + y2) % self.p == 0:
            return None
        if one == other:
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.p)
        x = (slope * slope - x1 - x2) % self.p
        return x, (slope * (x1 - x) - y1) % self.p

    def times(self, k, point=None):
        total, point = None, point or self.g
        while k:
            total = self.add(total, point) if k & 1 else total
            point, k = self.add(point, point), k >> 1
        return total


P256 = Curve(
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    (
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    ),
)
SM2 = Curve(
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF,
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC,
    0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
    (
        0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
        0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
    ),
)


def big(number):
    return number.to_bytes(32, "big")


def compressed(point):
    return bytes([2 + (point[1] & 1)]) + big(point[0])


def nonces(name, order, secret, hashed):
    """RFC 6979, section 3.2, for a hash and an order of 256 bits."""
    seed = big(secret) + big(int.from_bytes(hashed, "big") % order)
    key, value = bytes(32), b"\1" * 32
    for mark in (b"\0", b"\1"):
        key = hmac.digest(key, value + mark + seed, name)
        value = hmac.digest(key, value, name)
    while True:
        value = hmac.digest(key, value, name)
        if 0 < int.from_bytes(value, "big") < order:
            yield int.from_bytes(value, "big")
        key = hmac.digest(key, value + b"\0", name)
        value = hmac.digest(key, value, name)


def sign_p256(secret, text):
    hashed = hashlib.sha256(text).digest()
    k = next(nonces("sha256", P256.n, secret, hashed))
    r = P256.times(k)[0] % P256.n
    return big(r) + big(pow(k, -1, P256.n) * (int.from_bytes(hashed, "big") + r * secret) % P256.n)


def sign_sm2(secret, text):
    x, y = SM2.times(secret)
    identity = b"1234567812345678"
    z = (8 * len(identity)).to_bytes(2, "big") + identity
    z += b"".join(map(big, (SM2.a, SM2.b, *SM2.g, x, y)))
    hashed = hashlib.new("sm3", hashlib.new("sm3", z).digest() + text).digest()
    k = next(nonces("sm3", SM2.n, secret, hashed))
    r = (int.from_bytes(hashed, "big") + SM2.times(k)[0]) % SM2.n
    return big(r) + big(pow(1 + secret, -1, SM2.n) * (k - r * secret) % SM2.n)


def ed25519(secret):
    key = Ed25519PrivateKey.from_private_bytes(secret)
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), key.sign


def key_of(suite, secret):
    """Public key and signing function."""
    number = int.from_bytes(secret, "big")
    if suite == 1:
        return ed25519(secret)
    if suite == 2:
        return compressed(P256.times(number)), lambda text: sign_p256(number, text)
    return compressed(SM2.times(number)), lambda text: sign_sm2(number, text)


def suites():
    for suite in (1, 2, 3):
        for number, elements in enumerate(CODES[:3]):
            secret = bytes((suite * 41 + number * 29 + 3 * i) & 127 for i in range(32))
            public, sign = key_of(suite, secret)
            id_bytes = key_id_bytes(public, suite)
            key_id = in_alphabet(int.from_bytes(id_bytes, "big"), CROCKFORD, 8)
            signature = sign(message(elements + [("91", key_id)]))
            proof = [("91", key_id), ("92", base64.urlsafe_b64encode(signature).decode().rstrip("="))]
            yield {
                "source": SOURCE,
                "suite": str(suite),
                "secret": secret.hex(),
                "public_key": public.hex(),
                "key_id": key_id,
                "element_string": element_string(elements),
                "signed": element_string(elements + proof),
            }


# Signed artefacts


def artefact(suite, secret, kind, version, payload):
    public, sign = key_of(suite, secret)
    algorithm = {1: -8, 2: -7, 3: -65538}[suite]
    header = cbor2.dumps({1: algorithm, 4: key_id_bytes(public, suite), -65537: [kind, version]})
    signature = sign(cbor2.dumps(["Signature1", header, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [header, {}, payload, signature]))


def grants():
    everything = "everything"
    scopes = [everything, [["09506000134352"], []], [["04012345123456", "09506000134352"], ["00012", "9506000"]]]
    times = [(-(2**63), 2**63 - 1), (1_700_000_000, 1_800_000_000), (-5, 0)]
    names = ["", "line 7", "\u7ebf 7"]
    for root_suite in (1, 2, 3):
        for number, (scope, (start, end), name) in enumerate(zip(scopes, times, names)):
            suite = (root_suite + number) % 3 + 1
            root, secret = bytes([root_suite]) * 32, bytes([64 + number]) * 32
            key = key_of(suite, secret)[0]
            fields = {1: suite, 2: key, 3: start, 4: end, 5: scope}
            fields |= {6: name} if name else {}
            yield {
                "source": SOURCE,
                "root_suite": str(root_suite),
                "root_secret": root.hex(),
                "suite": str(suite),
                "public_key": key.hex(),
                "from": str(start),
                "until": str(end),
                "gtins": " ".join(scope[0]) if scope != everything else everything,
                "prefixes": " ".join(scope[1]) if scope != everything else everything,
                "name": name,
                "grant": artefact(root_suite, root, 5, 1, cbor2.dumps(fields)).hex(),
            }


# Batch certificates


def leaf(elements):
    text = b"".join(sized(ai) + sized(value) for ai, value in sorted(elements))
    return blake3(text, key=b"symbolon v1 batch leaf".ljust(32, b"\0")).digest()


def split(count):
    size = 1
    while 2 * size < count:
        size *= 2
    return size


def tree(leaves, domain=b"symbolon v1 batch node"):
    """The root, as RFC 6962 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    at = split(len(leaves))
    both = tree(leaves[:at], domain) + tree(leaves[at:], domain)
    return blake3(both, key=domain.ljust(32, b"\0")).digest()


def way(leaves, position, domain=b"symbolon v1 batch node"):
    """The neighbours from the leaf up, as RFC 6962 defines them."""
    if len(leaves) == 1:
        return b""
    at = split(len(leaves))
    if position < at:
        return way(leaves[:at], position, domain) + tree(leaves[at:], domain)
    return way(leaves[at:], position - at, domain) + tree(leaves[:at], domain)


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
            "public_key": key_of(1, seed)[0].hex(),
            "codes": "|".join(element_string(item) for item in items),
            "name": name,
            "time": str(time),
            "root": tree(leaves).hex(),
            "certificate": artefact(1, seed, 3, 1, cbor2.dumps(payload)).hex(),
            "code": element_string(items[-1]),
            "proof": (b"\x01" + position.to_bytes(8, "little") + way(leaves, position)).hex(),
            "stranger": element_string(STRANGER),
            "absence": absence(leaves, leaf(STRANGER)).hex(),
        }


# Contents notes


CONTENTS = b"symbolon v1 contents node"


def contents_leaf(identity):
    return blake3(identity.encode(), key=b"symbolon v1 contents leaf".ljust(32, b"\0")).digest()


def contents_slots(leaves, root, attempt):
    """The slots of a filter as one row of numbers, by plain elimination; None if the wishes contradict each other."""
    slots = len(leaves) + len(leaves) // 16 + 3
    width = min(128, slots)
    key = blake3(root + bytes([attempt]), key=b"symbolon v1 contents filter".ljust(32, b"\0")).digest()
    by_first = {}
    for leaf in leaves:
        digest = blake3(leaf, key=key).digest()
        start = int.from_bytes(digest[:8], "little") * (slots - width + 1) >> 64
        row = (int.from_bytes(digest[8:24], "little") & (1 << width) - 1 | 1) << start
        asked = digest[24] & 127
        while row and (first := (row & -row).bit_length() - 1) in by_first:
            row, asked = row ^ by_first[first][0], asked ^ by_first[first][1]
        if row:
            by_first[first] = (row, asked)
        elif asked:
            return None
    values = [0] * slots
    for first in sorted(by_first, reverse=True):
        row, value = by_first[first]
        for other in range(first + 1, slots):
            value ^= values[other] if row >> other & 1 else 0
        values[first] = value
    return values


def contents_filter(leaves, root):
    attempt, values = next(
        (attempt, values)
        for attempt in range(256)
        if (values := contents_slots(leaves, root, attempt)) is not None
    )
    bits = sum((value >> j & 1) << j * len(values) + i for i, value in enumerate(values) for j in range(7))
    return bytes([attempt]) + bits.to_bytes((7 * len(values) + 7) // 8, "little")


def contents_notes():
    containers = ["00395060000000000016", "010950600013435221CASE-2", "01195060001343592101"]
    for number, count in enumerate((1, 2, 3, 20, 30, 120, 300)):
        units = [f"010950600013435221A{i}" for i in range(count)] + ["00395060000000000023"][: number % 2]
        leaves = sorted(contents_leaf(unit) for unit in units)
        root, time = tree(leaves, CONTENTS), (0, -1, 2**40)[number % 3]
        seed = bytes((number * 43 + i) & 255 for i in range(32))
        payload = {1: containers[number % 3].encode(), 2: time, 3: len(units), 4: root}
        position = leaves.index(contents_leaf(units[-1]))
        proof = b"\x01" + position.to_bytes(8, "little") + way(leaves, position, CONTENTS)
        filtered = payload | {5: contents_filter(leaves, root)}
        yield {
            "source": "symbolon contents note format 1, computed by generate.py",
            "seed": seed.hex(),
            "public_key": key_of(1, seed)[0].hex(),
            "container": containers[number % 3],
            "units": "|".join(units),
            "time": str(time),
            "root": root.hex(),
            "note": artefact(1, seed, 7, 1, cbor2.dumps(payload)).hex(),
            "note_with_filter": artefact(1, seed, 7, 1, cbor2.dumps(filtered)).hex(),
            "unit": units[-1],
            "proof": proof.hex(),
        }


# Snapshots of a forest


def le(size, *numbers):
    return b"".join(number.to_bytes(size, "little") for number in numbers)


def snapshot_file(sections):
    out, check = b"symtree\x01", bytes(32)
    for number, content in enumerate(sections, 1):
        section = le(4, number, 0) + le(8, len(content)) + content
        section += bytes(-len(section) % 8)
        check = blake3(check + section, key=b"symbolon v1 snapshot".ljust(32, b"\0")).digest()
        out += section + check
    return out


def snapshot_page(page, words):
    """A page of the id space, and what it says of each id."""
    if page is None:
        return le(4, 0), words
    if page == "words":
        return le(4, 2, *words), words
    segments, odd = page
    holes = {position for position, hole, _ in odd if hole}
    says = [0] * len(words)
    for start, end, first, phase, capacity, lanes in segments:
        rank = 0
        for position in range(start, end):
            if position not in holes:
                group, place = divmod(rank + phase, capacity * lanes)
                says[position] = 1 + first + group * lanes + place % lanes
                rank += 1
    for position, _, word in odd:
        says[position] = word
    out = le(4, 1, len(segments), len(odd)) + b"".join(le(4, *segment) for segment in segments)
    return out + b"".join(le(2, position, hole) + le(4, word) for position, hole, word in odd), says


def snapshots():
    items, boxes, pallets = 40, 12, 2
    units = items + boxes + pallets + 1
    pallet = items + boxes
    shuffled = [1 + items + i * 7 % 10 for i in range(items)] + [1 + pallet + i % 2 for i in range(boxes)] + [0] * 3
    runs = (
        [(0, 14, items, 2, 4, 1), (16, 32, items + 5, 0, 4, 2), (items, items + 4, pallet, 0, 6, 1)],
        [(3, 0, 0), (5, 1, 0), (6, 0, 1 + items + 9), (20, 1, 1 + items + 10), (35, 0, 1 + items + 11)],
    )
    for number, page in enumerate((None, "words", runs)):
        form, words = snapshot_page(page, shuffled if page == "words" else [0] * units)
        position, window = (0, 2**64 - 1, 77)[number], (65_536, 0, 3)[number]
        rules = le(4, number % 2)
        for level, capacity in enumerate((0, 6, 0, 6, 0, 0, 0, 9), 1):
            rules += le(4, capacity) + ("盒" if level == 2 and number == 2 else "").encode().ljust(24, b"\0")
        blocks = b""
        for count, level, start, gtin, slot in ((items, 1, 100, 9506000134352, b"07"), (boxes, 2, 2**63, 19506000134359, b"")):
            blocks += le(4, count, level) + le(8, start, gtin) + slot.ljust(20, b"\0")
        blocks += le(4, pallets + 1) + bytes(40)
        named = [(395060000000000016, 4, ""), (395060000000000023, 4, ""), (9506000134352, 1, "A1")]
        rows = b"".join(le(8, code) + le(4, level) + serial.encode().ljust(20, b"\0") for code, level, serial in named)
        states, declared, past = [0] * units, b"", []
        if number:
            states[2], states[38], states[39] = (0, 2, 4) if number == 2 else (0, 0, 0)
            states[items + 1] = states[items + 2] = 1
        if number == 2:
            declared = le(4, items + 1, 5)
            past = [(5, 0, 2), (2**64 - 1, 303, 1)]
        changes = [at for at in range(units) if states[at] != ([0] + states)[at]]
        states_form = le(4, len(changes)) + b"".join(le(2, at) + bytes([states[at], 0]) for at in changes)
        operations = b"".join(le(8, name, 1000 + name % 1000) + le(4, code, value) for name, code, value in past)
        sections = [le(8, position) + le(4, window), rules, blocks, rows, form, states_form, declared, operations]
        yield {
            "source": "symbolon snapshot format 1, computed by generate.py",
            "snapshot": snapshot_file(sections).hex(),
            "position": str(position),
            "window": window,
            "parents": "|".join("" if word == 0 else str(word - 1) for word in words),
            "states": "|".join(str(state) for state in states),
        }


# Bulk files


def bulk_files():
    for signed, first, count, extra in ((0, 0, 3, []), (1, 40, 3, [("10", "LOT-7"), ("17", "281130")]), (1, 9, 0, [])):
        gtin, slot, master, seed = "09506000134352", "07", bytes(range(32)), bytes(range(7, 39))
        public, sign = key_of(1, seed)
        key_id = in_alphabet(int.from_bytes(key_id_bytes(public), "big"), CROCKFORD, 8)
        out = b"symbulk" + bytes([1, signed, 16, 0, 0, 0, 0, 0, 0])
        out += first.to_bytes(8, "little") + count.to_bytes(8, "little")
        for index in range(first, first + count):
            serial = seal(2, series_key(master, gtin, slot), slot, CROCKFORD, 16, 2**31, index)
            elements = sorted([("01", gtin), ("21", serial)] + extra)
            out += serial.encode()
            if signed:
                signature = sign(message(elements + [("91", key_id)]))
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


# Leases


def public_of(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def leases():
    always = (-(2**63), 2**63 - 1)
    rows = [
        (bytes(range(8)), "line 3", "07", 0, 1, 1, (0, 1), True, 0, 0),
        (bytes(range(16)), "\u4e09\u7ebf", "", 2**31, 5000, 4000, (1_790_000_000, 1_792_592_000), False, 4000, -1),
        (bytes([255] * 16), "\u4e09" * 10 + "xx", "Z" * 19, 2**63, 2**63 - 1, 2**63 - 1, always, True, 2**62, 2**63 - 1),
    ]
    for number, (lease_id, holder, slot, first, count, quota, window, keyed, used, closed_at) in enumerate(rows):
        granter = bytes((number * 37 + 5 * i) & 255 for i in range(32))
        holder_seed = bytes((number * 41 + 7 * i) & 255 for i in range(32))
        holder_key = key_id_bytes(public_of(holder_seed))
        claims = {2: holder, 4: window[1], 5: window[0], 7: lease_id}
        if keyed:
            claims[8] = {3: holder_key}
        claims[-65538] = {10: "09506000134352", 11: slot, 12: first, 13: count, 14: quota}
        payload = cbor2.dumps(claims)
        digest = derive("symbolon v1 lease", key_id_bytes(public_of(granter)) + payload, 32)
        receipt = cbor2.dumps({6: closed_at, 7: lease_id, -65538: {10: digest, 11: used}})
        cursor = b"\x01\x00" + lease_id.ljust(16, b"\0") + used.to_bytes(8, "little") + bytes(8)
        closed = b"\x01\x01" + cursor[2:26] + closed_at.to_bytes(8, "little", signed=True)
        check = lambda body: body + derive("symbolon v1 lease cursor", digest + body, 8)
        yield {
            "source": SOURCE,
            "granter_seed": granter.hex(),
            "holder_seed": holder_seed.hex(),
            "id": lease_id.hex(),
            "holder": holder,
            "key_id": in_alphabet(int.from_bytes(holder_key, "big"), CROCKFORD, 8) if keyed else "",
            "gtin": "09506000134352",
            "slot": slot,
            "first": str(first),
            "count": str(count),
            "quota": str(quota),
            "from": str(window[0]),
            "until": str(window[1]),
            "lease": artefact(1, granter, 1, 1, payload).hex(),
            "digest": digest.hex(),
            "used": str(used),
            "closed_at": str(closed_at),
            "cursor": check(cursor).hex(),
            "closed_cursor": check(closed).hex(),
            "receipt": artefact(1, holder_seed, 2, 1, receipt).hex(),
        }

# Reports of a line: JSON and picture of the same order each time, after a script of counts


STATES = (
    "Unassigned Unallocated Allocated SNInvalid Encoded LabelSampled LabelScrapped Commissioned Sampled Inactive "
    "Destroyed Released"
).split()
CLASSES = [
    ("used", {7, 11}), ("void", {3, 6, 9}), ("sampled", {5, 8}), ("destroyed", {10}), ("returned", {0, 1}),
    ("unaccounted", {2, 4}),
]
SENTENCES = {
    1: ("Good.", "\u6b63\u5e38\u3002"),
    2017: (
        "This number is on a unit that was destroyed; it cannot be shipped.",
        "\u8be5\u53f7\u7801\u6240\u5728\u4ea7\u54c1\u5df2\u9500\u6bc1\uff0c\u4e0d\u80fd\u51fa\u5e93\u3002",
    ),
}
MINUTE = 60_000


class Decimal(float):
    """A rate that is written with four decimals, rounded down."""

    def __new__(cls, part, whole):
        return super().__new__(cls, part * 10_000 // max(whole, 1) / 10_000)

    def __repr__(self):
        return f"{self:.4f}"


def compact_json(value):
    if isinstance(value, Decimal):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{compact_json(k)}:{compact_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(compact_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def timeline(items):
    """Start, minutes per column, columns."""
    if not items:
        return 0, 0, []
    start = items[0][0] // MINUTE * MINUTE
    inside = [((time - start) // MINUTE, good) for time, good in items if 0 <= (time - start) // MINUTE <= 366 * 1440]
    width = 1
    while max(minute for minute, _ in inside) // width >= 240:
        width *= 2
    columns = [[0, 0] for _ in range(max(minute for minute, _ in inside) // width + 1)]
    for minute, good in inside:
        columns[minute // width][0 if good else 1] += 1
    return start, width, columns


def line_json(counts, items, states, named, time):
    identities = [("(01)19506000134359(21)" + serial) for serial in ('A"1', "B", "C")]
    issued = {1: 10, 3: 3}
    stations = []
    for number, (role, level) in enumerate([("reader", 1), ("rejector", None), ("printer", 3)]):
        here = [(ruling, reason) for station, ruling, reason in counts if station == number and ruling != 6]
        passed = sum(ruling in (1, 2) for ruling, _ in here)
        reasons = [
            {"reason": reason, "count": sum(r == reason for _, r in here), "en": SENTENCES[reason][0], "zh": SENTENCES[reason][1]}
            for reason in sorted({reason for _, reason in here})
        ]
        stations.append({
            "station": number, "role": role, "level": level, "seen": len(here), "passed": passed,
            "pass_rate": Decimal(passed, len(here)), "reasons": reasons,
        })
    levels, unaccounted = [], []
    for level, name in ((1, "item"), (3, 'car"ton')):
        held = [state for at, _, states_here in named if at == level for state in states_here]
        levels.append({
            "level": level, "name": name, "issued": issued[level],
            **{word: sum(state in members for state in held) for word, members in CLASSES},
            "difference": issued[level] - len(held),
            "states": {STATES[state]: held.count(state) for state in range(12) if state in held},
        })
    for level, first, held in named:
        index = 0
        while index < len(held):
            end = index + 1
            if held[index] in (2, 4):
                while end < len(held) and held[end] == held[index]:
                    end += 1
                row = {
                    "source": 0 if level == 1 else 1, "name": "09506000134352/07" if level == 1 else "list",
                    "from": first + index, "to": first + end - 1, "labelled": held[index] == 4,
                }
                if level == 3:
                    row |= {"first": identities[first + index], "last": identities[first + end - 1]}
                unaccounted.append(row)
            index = end
    differences = []
    for level in range(1, 9):
        held = [state for at, _, states_here in named if at == level for state in states_here]
        for state in range(12):
            counted, found = states.get((level, state), 0), held.count(state)
            if counted != found:
                differences.append({"level": level, "state": STATES[state], "counted": counted, "found": found})
    good = sum(ok for _, ok in items)
    start, width, columns = timeline(items)
    this = time // MINUTE
    return compact_json({
        "format": 1, "time": time,
        "items": {
            "good": good, "bad": len(items) - good, "pass_rate": Decimal(good, len(items)),
            "untimed": len(items) - sum(map(sum, columns)),
        },
        "speed": {"minutes": 10, "items": sum(this - 10 <= when // MINUTE < this for when, _ in items)},
        "stations": stations,
        "balance": {
            "exact": not differences and all(row["difference"] == 0 for row in levels),
            "levels": levels, "unaccounted": unaccounted, "unnamed": 0, "discrepancies": differences,
        },
        "timeline": {"start": start, "minutes": width, "columns": columns},
    })


def line_svg(items):
    _, width, columns = timeline(items)
    rate = lambda good, bad: good * 10_000 // max(good + bad, 1)
    worst = min((rate(*column) for column in columns if sum(column) >= 20), default=0)
    floor = next((step for step in (9900, 9500, 9000, 8000, 5000) if worst >= step), 0)
    total = rate(sum(column[0] for column in columns), sum(column[1] for column in columns))
    count = sum(map(sum, columns))
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="780" height="156" viewBox="0 0 780 156" '
        'font-family="sans-serif" font-size="11">',
        f"<title>Pass rate {total // 100}.{total % 100:02} % of {count} items</title>",
        '<rect width="780" height="156" fill="#ffffff"/>',
    ]
    for step, y in ((10_000, 12), ((10_000 + floor) // 2, 72), (floor, 132)):
        lines.append(
            f'<path d="M52 {y}h720" stroke="#cccccc"/><text x="48" y="{y + 4}" text-anchor="end">'
            f"{step // 100}.{step % 100 // 10}%</text>"
        )
    used = max((at + 1 for at, column in enumerate(columns) if sum(column)), default=1)
    wide = min(720 // used, 24)
    for at, column in enumerate(columns):
        if sum(column):
            value = rate(*column)
            tall = max(max(value - floor, 0) * 120 // (10_000 - floor), 1)
            colour = "#c0392b" if value < floor else "#2e7d5b"
            lines.append(f'<rect x="{52 + wide * at}" y="{132 - tall}" width="{wide}" height="{tall}" fill="{colour}"/>')
    lines.append(f'<text x="52" y="148">{width} min per column, {count} items</text>')
    return "\n".join([*lines, "</svg>", ""])


def line_reports():
    start = 1_767_225_600_000
    scripts = [
        ("", start),
        (
            "count 0 1 1;count 0 2 1;count 0 3 2017;count 0 6 1;count 1 1 1;count 9 1 1;"
            + ";".join(f"item {start + 1234 + at * MINUTE} {int(at != 3)}" for at in range(5))
            + ";moved 1 2 7 5;moved 1 2 4 2;moved 1 2 10 1;moved 1 2 1 1;moved 3 2 4 2;moved 3 2 7 1"
            + ";add 1 100 7,7,7,7,7,4,4,10,2,1;add 3 0 4,7,4",
            start + 10 * MINUTE,
        ),
        (
            ";".join(f"item {start + at * 7_777} {int(at * at % 31 > at // 100)}" for at in range(1500))
            + f";item {start - MINUTE} 1;item {start + 10**12} 1;moved 1 2 8 3;moved 3 2 11 3;add 1 100 8,8,7,2,2;add 3 0 11,11,11,11",
            start + 1500 * 7_777,
        ),
    ]
    for script, time in scripts:
        counts, items, named, states = [], [], [], {(1, 2): 10, (3, 2): 3}
        for call in filter(None, script.split(";")):
            verb, *words = call.split(" ")
            if verb == "add":
                named.append((int(words[0]), int(words[1]), list(map(int, words[2].split(",")))))
                continue
            numbers = list(map(int, words))
            if verb == "count":
                counts.append(tuple(numbers))
            elif verb == "item":
                items.append((numbers[0], bool(numbers[1])))
            else:
                level, before, after, count = numbers
                states[level, before] = max(states.get((level, before), 0) - count, 0)
                states[level, after] = states.get((level, after), 0) + count
        yield {
            "source": SOURCE, "script": script, "time": str(time),
            "json": line_json(counts, items, states, named, time), "svg": line_svg(items),
        }


# States of serial numbers: for each event, by state 0 to 11, the next state in hexadecimal, or a dot


def line_states():
    table = {
        "SNRequestUnassigned": "0...........",
        "SNRequestUnallocated": "11..........",
        "SNRequestAllocated": "222.........",
        "SNReturnUnallocated": ".0..........",
        "SNReturnAllocated": "..1.........",
        "SNtoUnallocated": "1.1.........",
        "SNtoAllocated": ".2..........",
        "SNtoEncoded": "..4.........",
        "SNInvalidating": "333.........",
        "LabelsEncoding": "..4.........",
        "LabelsScrapping": "....66......",
        "LabelsInspecting": "....45......",
        "LabelsSampling": "....5.......",
        "SIDCommissioning": "....7....7..",
        "SIDDecommissioning": ".......99...",
        "SIDDestroying": ".......aaa..",
        "SIDInspecting": ".......88...",
        "SIDShipping": ".......b....",
    }
    for event, states in table.items():
        yield {"source": "the choices of docs/line-states.md", "event": event, "next": states}



# Records of a line session: kind and payload of each event, as src/line/payload.rs draws them


def line_records():
    le = lambda number, size, signed=False: number.to_bytes(size, "little", signed=signed)
    code = lambda unit, reason=1: le(reason, 2) + le(0xFFFFFFFF if unit is None else unit, 4)
    head = lambda station: b"\x01" + le(station, 2)
    closed, unknown = b"\x00", b"\x01"
    offsets = lambda *list_: b"\x02" + le(sum(1 << (offset + 20) for offset in list_), 8)
    symbols = bytes("0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(c) for c in "01234567T")
    name = blake3(b"\x01" + symbols, key=bytes([3] * 32)).digest()[:16]
    # Items have units 0 to 999, boxes 1000 to 1099, cases 1100 to 1119.
    records = [
        ("read", 0x0101, head(0) + code(5) + b"\x00" + closed),
        ("read-junk", 0x0101, head(0) + code(None, 11) + b"\x05hello" + closed),
        ("read-long-junk", 0x0101, head(0) + code(None, 11) + b"\x40" + b"x" * 64 + closed),
        ("read-behind-its-mark", 0x0101, head(0) + code(5) + b"\x00" + offsets(0)),
        ("no-read", 0x0102, head(0)),
        ("layer", 0x0103, head(5) + le(2, 2) + code(1003) + code(None, 23)),
        ("mark-no-read", 0x0104, head(3) + b"\x00" + b"\x00" + closed),
        ("mark-malformed", 0x0104, head(3) + b"\x01" + b"\x01" + le(77, 8) + closed),
        ("mark-derived", 0x0104, head(3) + b"\x02" + b"\x00" + closed),
        ("mark-derived-pair", 0x0104, head(3) + b"\x02" + b"\x00" + offsets(0)),
        ("mark-derived-shifted", 0x0104, head(3) + b"\x02" + b"\x00" + offsets(1)),
        ("mark-derived-stranger", 0x0104, head(3) + b"\x02" + b"\x00" + offsets()),
        ("mark-of-bad-code", 0x0104, head(3) + b"\x02" + b"\x00" + unknown),
        ("mark-enrolled", 0x0104, head(3) + b"\x03" + name + le(44, 2) + b"\x01" + le(1 << 40, 8) + closed),
        ("inspected", 0x0105, head(6) + b"\x00" + le(513, 2)),
        ("weighed", 0x0106, head(7) + le(70000, 4)),
        ("ejected", 0x0107, head(2) + b"\x01"),
        ("ready", 0x0108, head(4)),
        ("printed", 0x0109, head(4) + code(9)),
        ("sample", 0x0201, head(1) + code(1)),
        ("rework", 0x0202, head(1) + code(2)),
        ("reprint", 0x0203, head(1) + code(3)),
        ("relabel", 0x0204, head(1) + code(4) + b"\x00"),
        ("relabel-given", 0x0204, head(1) + code(4) + b"\x01" + code(5)),
        ("void", 0x0205, head(1) + code(6) + b"\x01"),
        ("destroy", 0x0206, head(1) + code(7)),
        ("take-out", 0x0207, head(1) + code(8)),
        ("put-in", 0x0208, head(1) + code(1000) + code(9)),
        ("lost", 0x0209, head(1) + code(1100)),
        ("close-odd", 0x020A, head(1) + b"\x02\x00"),
        ("close-odd-given", 0x020A, head(1) + b"\x03\x01" + code(1101)),
        ("reopen", 0x020B, head(1) + code(1002)),
        ("close", 0x020C, head(1) + code(1002) + le(300, 4)),
        ("pause", 0x020D, head(1)),
        ("resume", 0x020E, head(1)),
        ("realign", 0x020F, head(1) + le(-2, 2, True)),
        ("roll", 0x0210, head(1) + le(1 << 33, 8)),
        ("change-over", 0x0211, head(1) + le(258, 2)),
        ("restart", 0x0212, head(1)),
        ("end", 0x0213, head(1) + b"\x03"),
        ("unknown-unit", 0x0201, head(1) + code(None, 90)),
    ]
    for event, kind, payload in records:
        yield {"source": "generate.py", "event": event, "kind": kind, "payload": payload.hex()}


# The journal


def journal_hash(key, *parts):
    return blake3(b"".join(parts), key=f"symbolon v1 journal {key}".encode().ljust(32, b"\0")).digest()


def little(number, size):
    return number.to_bytes(size, "little")


def varint(number):
    low = bytes([number & 127 | (128 if number > 127 else 0)])
    return low + varint(number >> 7) if number > 127 else low


def difference(number, before):
    """The shortest way round from one to the other, as an unsigned number."""
    gap = (number - before) % 2**64
    return varint(2 * gap if gap < 2**63 else 2 * (2**64 - gap) - 1)


def journal_body(records):
    out, (time, device, event, kind) = b"", (0, 0, 0, 0)
    for record in records:
        expected = (event + 1) % 2**64
        changed = (record[1] != device) + 2 * (record[3] != kind) + 4 * (record[2] != expected)
        out += bytes([changed]) + difference(record[0], time)
        out += varint(record[1]) if record[1] != device else b""
        out += varint(record[3]) if record[3] != kind else b""
        out += difference(record[2], expected) if record[2] != expected else b""
        out += varint(len(record[4])) + record[4]
        time, device, event, kind, _ = record
    return out


def record_hash(number, record):
    time, device, event, kind, payload = record
    text = little(number, 8) + little(time, 8) + little(event, 8) + little(device, 4) + little(kind, 2)
    return journal_hash("record", text, payload)


class JournalModel:
    """Segments as byte strings, each frame put at their end."""

    def __init__(self, name, size, seed):
        self.name, self.size, self.seed = name, size, seed
        self.records, self.waiting, self.segments = [], [], []
        self.head, self.last = journal_hash("start", name), (0, bytes(32))
        self.begin()

    def begin(self):
        text = b"symbjrnl" + little(1, 4) + little(len(self.segments), 4) + self.name + little(self.size, 8)
        text += little(len(self.records), 8) + little(self.last[0], 8) + self.head + self.last[1]
        self.segments.append(text + journal_hash("check", text)[:8])

    def frame(self, what, body, count):
        at = len(self.segments[-1])
        for mask in range(256):
            text = b"frm1" + bytes([what, mask, 0, 0]) + little(len(body), 4) + little(count, 4)
            text += little(len(self.records), 8)
            place = self.name + little(len(self.segments) - 1, 4) + little(at, 4)
            whole = text + journal_hash("check", place, text)[:8] + bytes(byte ^ mask for byte in body)
            whole += bytes(-len(whole) % 8) + self.head + b"\xa5" * 8
            cuts = sorted({0, len(whole), *range(-at % 512, len(whole), 512)})
            if all(any(whole[start:end]) for start, end in zip(cuts, cuts[1:])):
                self.segments[-1] += whole
                return

    def fits(self, body):
        return len(self.segments[-1]) + 72 + body + -body % 8 + 72 <= self.size

    def append(self, record):
        alone = 32 + len(record[4])
        if not self.fits(len(journal_body(self.waiting)) + alone):
            self.commit()
            if not self.fits(alone):
                self.frame(2, b"", 0)
                self.begin()
        self.waiting.append(record)

    def commit(self):
        if self.waiting:
            body = journal_body(self.waiting)
            self.head = journal_hash("chain", body, self.head)
            self.frame(1, body, len(self.waiting))
            self.records += self.waiting
            self.waiting = []

    def checkpoint(self, time):
        self.commit()
        first, count = self.last[0], len(self.records)
        leaves = [record_hash(number, self.records[number]) for number in range(first, count)]
        root = tree(leaves, b"symbolon v1 journal node")
        fields = {1: self.name, 2: first, 3: count, 4: self.head, 5: root, 6: time}
        fields |= {7: self.last[1]} if any(self.last[1]) else {}
        payload = artefact(1, self.seed, 6, 1, cbor2.dumps(fields))
        self.append((max(time, 0) * 1000, 0, count, 65535, payload))
        self.commit()
        self.last = (count, blake3(payload).digest())
        return leaves, payload


def journals():
    for number, (size, count) in enumerate(((1024, 9), (2048, 40), (8192, 60))):
        name, seed = bytes(range(number, number + 16)), bytes((number * 43 + 11 * i) & 255 for i in range(32))
        model, acts, proof = JournalModel(name, size, seed), "", b""
        for i in range(count):
            payload = [b"", bytes(i * 9), bytes([i]) * 100, b"A1B2" * i][i % 4]
            if size > 2000 and i % 13 == 5:
                payload = bytes(600) + b"\1" * 600
            event = (2**64 - 2 + i) % 2**64 if i % 7 else 5
            model.append((2**63 + i * 20 * (-1) ** i, i % 5 // 4 * 70_000, event, i % 3 * 300, payload))
            acts += "a"
            if i % 3 == 1:
                model.commit()
                acts += "c"
            if i % 8 == 6:
                proved = model.last[0] + 2
                leaves, checkpoint = model.checkpoint(1_700_000_000 + i)
                position = proved - (len(model.records) - 1 - len(leaves))
                path = b"\1" + little(position, 8) + way(leaves, position, b"symbolon v1 journal node")
                proof = b"\1" + little(proved, 8) + little(len(checkpoint), 2) + checkpoint + path
                acts += "k" + str(1_700_000_000 + i)
        model.commit()
        before = model.head
        model.append((7, 7, 7, 7, b"last"))
        model.commit()
        cursor = b"\1" + bytes(7) + name + little(len(model.records), 8)
        cursor += journal_hash("cursor", before, record_hash(len(model.records) - 1, model.records[-1]))
        cursor += journal_hash("check", cursor)[:8]
        yield {
            "source": "symbolon journal format 1, computed by generate.py",
            "id": name.hex(),
            "segment_bytes": str(size),
            "seed": seed.hex(),
            "acts": acts + "cac",
            "records": "|".join(
                ",".join(map(str, record[:4])) + "," + record[4].hex() for record in model.records
            ),
            "segments": "|".join(segment.hex() for segment in model.segments),
            "head": model.head.hex(),
            "proved": str(proved),
            "proof": proof.hex(),
            "cursor": cursor.hex(),
        }


def operations():
    """Operations of the hierarchy, version 1: kind, first unit, second word, list."""
    rows = [
        ("pack", 1, 7, 0, [1, 2, 4294967294]),
        ("pack-run", 2, 7, 100, [20]),
        ("unpack", 3, 0, 0, [5]),
        ("unpack-all", 4, 70000, 0, []),
        ("move", 5, 9, 0, [3, 4]),
        ("replace", 6, 10, 11, []),
        ("relabel", 7, 12, 13, []),
        ("split", 8, 14, 15, [16, 17, 18]),
        ("merge", 9, 19, 20, []),
        ("close", 10, 21, 24, []),
        ("reopen", 11, 22, 0, []),
        ("void", 12, 23, 0, []),
        ("void", 12, 23, 1, []),
        ("sample", 13, 24, 0, []),
        ("destroy", 14, 2**32 - 2, 0, []),
    ]
    word = lambda number: number.to_bytes(4, "little")
    for name, kind, first, second, units in rows:
        body = bytes([1, kind]) + word(first) + word(second) + word(len(units)) + b"".join(map(word, units))
        yield {"source": SOURCE, "operation": name, "first": first, "second": second, "units": units, "bytes": body.hex()}


# Bar and space widths of the characters of Code 128, and of its stop (ISO/IEC 15417, table 1).
WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
""".split()


def code128(data, fnc1):
    """The characters of the shortest way, found by trying all ways that are no worse, and the modules."""
    signs = ([None] if fnc1 else []) + [None if fnc1 and byte == 0x1D else byte for byte in data]
    digit = lambda at: at < len(signs) and signs[at] is not None and 48 <= signs[at] < 58
    memo = {}

    def rest(at, letter):
        """The shortest characters for the signs from here on: stay if it is no longer, else switch to C, B, A."""
        if (at, letter) not in memo:
            ways = [stay(at, letter)] + [[code] + way for code, way in switches(at, letter)]
            memo[at, letter] = min((way for way in ways if way is not None), key=len)
        return memo[at, letter]

    def switches(at, letter):
        for other, code in (("C", 99), ("B", 100), ("A", 101)):
            way = stay(at, other) if other != letter else None
            if way is not None:
                yield code, way

    def stay(at, letter):
        if at == len(signs):
            return []
        sign = signs[at]
        if sign is None:
            return [102] + rest(at + 1, letter)
        if letter == "C":
            pair = digit(at) and digit(at + 1)
            return [int(bytes(signs[at : at + 2]))] + rest(at + 2, "C") if pair else None
        value = {"A": sign + 64 if sign < 32 else sign - 32, "B": sign - 32}
        fits = {"A": sign < 96, "B": sign >= 32}
        other = "B" if letter == "A" else "A"
        return ([value[letter]] if fits[letter] else [98, value[other]]) + rest(at + 1, letter)

    starts = [[103 + "ABC".index(letter)] + rest(0, letter) for letter in "CBA"]
    characters = min(starts, key=len)
    check = sum(max(at, 1) * value for at, value in enumerate(characters)) % 103
    widths = "".join(WIDTHS[value] for value in characters + [check, 106])
    return characters, "".join("10"[at % 2] * int(width) for at, width in enumerate(widths))


def bars():
    rows = [
        (b"00006141411234567890", True),
        (b"02295060001343563740", True),
        (b"1728063010L2607A", True),
        (b"10LOT7\x1d3796", True),
        (b"10a^>~\\b\x1d211", True),
        (b"Code 128", False),
        (b"AB\x1d\x00CD1234567xyz", False),
        (b"\x7f\x01a1\x02b22c333d4444", False),
    ]
    for data, fnc1 in rows:
        characters, modules = code128(data, fnc1)
        yield {
            "source": SOURCE,
            "data": data.hex(),
            "fnc1": int(fnc1),
            "characters": bytes(characters).hex(),
            "modules": modules,
        }


def graphic_row(row):
    """The short form of one row of ^GFA."""
    end = {0: ",", 255: "!"}.get(row[-1], "")
    body = row.rstrip(row[-1:]) if end else row
    text = ""
    for run in re.finditer(r"(.)\1*", body.hex().upper()):
        count, digit = len(run[0]), run[1]
        while count:
            part = min(count, 419)
            tens, ones = divmod(part, 20)
            letters = ("", *"ghijklmnopqrstuvwxyz")[tens] + ("", *"GHIJKLMNOPQRSTUVWXY")[ones]
            text += digit * part if part < 3 else letters + digit
            count -= part
    return text + end


def graphics():
    pictures = [
        [b"\x00" * 4] * 3,
        [b"\xff" * 4, b"\xff" * 4, b"\x00" * 4],
        [b"\x80\x40", b"\x20\x10", b"\x20\x10"],
        [b"\xff\xf0\x00\x00", b"\x0f\xff\xff\xff", b"\x12\x22\x22\x00"],
        [b"\xaa" + b"\x11" * 11 + b"\x01", b"\x55" * 13, b"\x00" * 12 + b"\x01"],
        [b"\x77" * 210 + b"\x08", b"\xff" * 205 + b"\x00" * 6],
    ]
    for rows in pictures:
        stride, text = len(rows[0]), ""
        for above, row in zip([None] + rows, rows):
            text += ":" if row == above else graphic_row(row)
        size = stride * len(rows)
        yield {
            "source": SOURCE,
            "width": 8 * stride,
            "height": len(rows),
            "dots": b"".join(rows).hex(),
            "field": f"^GFA,{size},{size},{stride},{text}^FS",
        }


def write(name, rows):
    (HERE / name).write_text(json.dumps(list(rows), indent=1, ensure_ascii=True) + "\n")


write("serial.json", serials())
write("carrier.json", carriers())
write("message.json", messages())
write("mark.json", marks())
write("roll.json", rolls())
write("bundle.json", bundles())
write("suite.json", suites())
write("grant.json", grants())
write("certificate.json", certificates())
write("contents.json", contents_notes())
write("snapshot.json", snapshots())
write("bulk.json", bulk_files())
write("lease.json", leases())
write("journal.json", journals())
write("line_report.json", line_reports())
write("line_state.json", line_states())
write("operation.json", operations())
write("line_record.json", line_records())
write("code128.json", bars())
write("zpl_graphic.json", graphics())
