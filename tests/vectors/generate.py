#!/usr/bin/env python3
"""Writes the golden vectors of this folder from a second implementation of the formats.

It shares no line with the library: it follows the drawings in the modules' documentation. Tests never run it;
run it by hand after a new format version, with `pip install blake3 cbor2 cryptography`, and review the difference.
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


def prf(key, label, x):
    return int.from_bytes(blake3(label + x.to_bytes(16, "little"), key=key).digest()[:16], "little")


def seal(master, gtin, slot, alphabet, length, index_space, index):
    key = derive("symbolon v1 serial", master + gtin.encode() + slot.encode(), 32)
    numbers = len(alphabet) ** (length - len(slot))
    tags = numbers // index_space
    t = prf(key, b"tag", index) % tags
    c = (index + prf(key, b"index", t)) % index_space
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
    for number, (alphabet, length, slot, space) in enumerate(shapes):
        master = bytes((number * 17 + i) & 255 for i in range(32))
        for index in (0, 1, 2, space // 3, space - 1):
            yield {
                "source": SOURCE,
                "master": master.hex(),
                "gtin": "09506000134352",
                "slot": slot,
                "alphabet": alphabet,
                "length": length,
                "index_space": str(space),
                "index": str(index),
                "serial": seal(master, "09506000134352", slot, alphabet, length, space, index),
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


def artefact(seed, kind, payload):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    protected = cbor2.dumps({1: -8, 4: key_id_bytes(public), -65537: [kind, 1]})
    signature = key.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


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
            "lease": artefact(granter, 1, payload).hex(),
            "digest": digest.hex(),
            "used": str(used),
            "closed_at": str(closed_at),
            "cursor": check(cursor).hex(),
            "closed_cursor": check(closed).hex(),
            "receipt": artefact(holder_seed, 2, receipt).hex(),
        }


def write(name, rows):
    (HERE / name).write_text(json.dumps(list(rows), indent=1, ensure_ascii=True) + "\n")


write("serial.json", serials())
write("carrier.json", carriers())
write("message.json", messages())
write("mark.json", marks())
write("lease.json", leases())
