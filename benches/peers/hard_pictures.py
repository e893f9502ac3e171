"""Draws pictures of QR symbols that are hard to read, each beside its text, for the command `photos` of the peers:

    python3 benches/peers/hard_pictures.py FOLDER [PICTURES OF A KIND] [SEED]

Sixteen kinds, a folder each, after the headings under which public sets of photographs are sorted: blur, glare, bent labels,
damage, symbols that fill the frame, many in one frame. Severity is drawn so widely that no reader gets all of them. The
same seed gives the same pictures with the same versions of the packages: numpy, opencv-python-headless, segno.
"""

import pathlib
import string
import sys

import cv2
import numpy as np
import segno

SIZES = [(768, 1024), (960, 1280), (1200, 1600), (1944, 2592)]
LARGE = [(1944, 2592), (2448, 3264)]
MODULE = 16


class Sheet:
    """A symbol on paper, or many: grey, dots square to the edges."""

    def __init__(self, grey, modules):
        self.grey = grey
        self.modules = modules


class Shot:
    """A picture in the making, with the place of the sheet and the pixels of a module in it."""

    def __init__(self, grey, corners, pixels):
        self.grey = grey
        self.corners = corners
        self.pixels = pixels

    def inside(self, rng, margin=0.0):
        """A place on the sheet."""
        across, down = rng.uniform(-margin, 1 + margin, 2)
        first, right, _, below = self.corners
        return first + (right - first) * across + (below - first) * down

    def side(self):
        return np.linalg.norm(self.corners[1] - self.corners[0])


def text(rng, lengths=(12, 20, 28, 40, 60, 90)):
    letters = np.array(list(string.ascii_letters + string.digits))
    return "https://e.co/" + "".join(rng.choice(letters, rng.choice(lengths)))


def symbol(rng, data, levels="LMQH", version=None, quiet=4, module=MODULE):
    level = str(rng.choice(list(levels)))
    drawn = segno.make_qr(data, version=version, error=level, boost_error=False)
    dark = np.array([list(row) for row in drawn.matrix_iter(scale=1, border=quiet)]) != 0
    ink, paper = rng.uniform(10, 60), rng.uniform(190, 250)
    grey = np.where(dark, ink, paper).astype(np.float32)
    return Sheet(cv2.resize(grey, None, fx=module, fy=module, interpolation=cv2.INTER_NEAREST), len(dark))


def background(rng, shape):
    """Uneven, rough, with lines and lettering."""
    height, width = shape
    noise = lambda step: rng.normal(0, 1, (height // step + 2, width // step + 2)).astype(np.float32)
    grey = rng.uniform(80, 200) + cv2.resize(noise(64), (width, height)) * rng.uniform(5, 35)
    grey += cv2.resize(noise(3), (width, height)) * rng.uniform(1, 10)
    stain = np.zeros(shape, np.uint8)
    for _ in range(rng.integers(0, 25)):
        points = rng.integers(0, [width, height], (rng.integers(2, 5), 2)).astype(np.int32)
        stain[:] = 0
        cv2.polylines(stain, [points], False, 255, int(rng.integers(1, 30)))
        grey[stain > 0] = rng.uniform(0, 255)
    for _ in range(rng.integers(0, 12)):
        stain[:] = 0
        place = tuple(int(value) for value in rng.integers(0, [width, height]))
        cv2.putText(stain, text(rng, [10])[8:], place, 0, rng.uniform(0.5, 4), 255, int(rng.integers(1, 8)))
        grey[stain > 127] = rng.uniform(0, 255)
    return grey.astype(np.float32)


def seen(rng, sheet, tilt, fill=None, roll=None, shape=None, behind=None, centred=False, least_tilt=0.0):
    """The sheet held before a camera: `fill` of the picture's height, turned by `roll`, tilted by up to `tilt` degrees."""
    shape = shape or SIZES[rng.integers(len(SIZES))]
    behind = background(rng, shape) if behind is None else behind
    (height, width), (high, wide) = shape, sheet.grey.shape
    fill = rng.uniform(0.25, 0.7) if fill is None else fill
    roll = np.radians(rng.uniform(-180, 180) if roll is None else roll)
    lean, toward = np.radians(rng.uniform(least_tilt, tilt)), rng.uniform(0, 2 * np.pi)
    turn, _ = cv2.Rodrigues(np.array([np.cos(toward), np.sin(toward), 0.0]) * lean)
    flat, _ = cv2.Rodrigues(np.array([0.0, 0.0, roll]))
    ratio = high / wide
    card = np.array([[-1, -ratio, 0], [1, -ratio, 0], [1, ratio, 0], [-1, ratio, 0]]) @ flat.T @ turn.T
    corners = card[:, :2] / (card[:, 2:] / rng.uniform(2, 4) + 1) * fill * height / 2
    room = np.maximum(0, np.array([width, height]) / 2 - np.abs(corners).max(0))
    corners += np.array([width / 2, height / 2]) + (0 if centred else rng.uniform(-0.9, 0.9, 2) * room)
    corners = corners.astype(np.float32)
    frame = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    plane = cv2.getPerspectiveTransform(frame, corners)
    shrink = max(1, int(np.sqrt(wide * high / max(1.0, cv2.contourArea(corners)))))
    smooth = cv2.blur(sheet.grey, (shrink, shrink)) if shrink > 1 else sheet.grey
    grey = cv2.warpPerspective(smooth, plane, (width, height))
    cover = cv2.warpPerspective(np.ones_like(sheet.grey), plane, (width, height))
    pixels = np.sqrt(cv2.contourArea(corners)) / sheet.modules
    return Shot(behind * (1 - cover) + grey * cover, corners, pixels)


def exposed(rng, shot, blur=(0.1, 0.3), noise=(1, 5)):
    """Light from a side, blur in modules, noise, and what JPEG leaves of it."""
    height, width = shot.grey.shape
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    grey = shot.grey * (1 + rng.uniform(-0.25, 0.25) * across + rng.uniform(-0.25, 0.25) * down)
    grey = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), max(0.3, shot.pixels * rng.uniform(*blur)))
    grey = np.clip(grey + rng.normal(0, rng.uniform(*noise), grey.shape), 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(60, 95))])[1]


def blurred(rng):
    data = text(rng)
    shot = seen(rng, symbol(rng, data), 15)
    if rng.random() >= 0.4:
        return exposed(rng, shot, (0.45, 1.0)), [data]
    # A moving hand.
    length = int(shot.pixels * rng.uniform(0.6, 1.8)) + 1
    trace = np.zeros((2 * length + 1,) * 2, np.float32)
    angle = rng.uniform(0, np.pi)
    step = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    ends = [tuple(int(round(value)) for value in length + sign * step) for sign in (-1, 1)]
    cv2.line(trace, *ends, 1.0, 1, cv2.LINE_AA)
    shot.grey = cv2.filter2D(shot.grey, -1, trace / trace.sum())
    return exposed(rng, shot, (0.1, 0.5)), [data]


def brightness(rng):
    data = text(rng)
    shot = seen(rng, symbol(rng, data), 20)
    if rng.random() < 0.5:
        shot.grey = shot.grey * rng.uniform(0.06, 0.25)
    else:
        shot.grey = 255 - (255 - shot.grey) * rng.uniform(0.08, 0.5) + rng.uniform(0, 40)
    return exposed(rng, shot, noise=(1, 4)), [data]


def bright_spots(rng):
    data = text(rng)
    shot = seen(rng, symbol(rng, data), 20)
    light = np.zeros_like(shot.grey)
    for _ in range(rng.integers(1, 6)):
        place = tuple(int(value) for value in shot.inside(rng))
        axes = (int(shot.pixels * rng.uniform(0.5, 5)), int(shot.pixels * rng.uniform(0.5, 3)))
        cv2.ellipse(light, place, axes, rng.uniform(0, 180), 0, 360, rng.uniform(100, 600), -1)
    shot.grey = shot.grey + cv2.GaussianBlur(light, (0, 0), shot.pixels * rng.uniform(0.4, 2))
    return exposed(rng, shot), [data]


def close(rng):
    data = text(rng, [20, 40, 100, 200])
    sheet = symbol(rng, data, quiet=int(rng.choice([1, 2, 4])), module=24)
    shape = [(1200, 1600), (1944, 2592), (2448, 3264), (3024, 4032)][rng.integers(4)]
    roll = rng.choice([0, 90, 180, 270]) + rng.uniform(-10, 10)
    return exposed(rng, seen(rng, sheet, 12, rng.uniform(0.8, 1.1), roll, shape, centred=True), (0.05, 0.5)), [data]


def curved(rng):
    """Around a bottle of which up to 136 degrees show the label."""
    data = text(rng)
    sheet = symbol(rng, data)
    side, half = sheet.grey.shape[0], np.radians(rng.uniform(25, 68))
    angle = np.arcsin(np.linspace(-1, 1, side) * np.sin(half))
    across = ((angle / half + 1) / 2 * (side - 1)).astype(np.float32)
    sag = (rng.uniform(-0.25, 0.25) * (np.cos(angle) - np.cos(half)) * side).astype(np.float32)
    rows = np.arange(side, dtype=np.float32)[:, None] + sag[None, :]
    grey = cv2.remap(sheet.grey, np.tile(across, (side, 1)), rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    grey = grey * (np.cos(angle) ** rng.uniform(0.1, 1.2))[None, :].astype(np.float32)
    sheet.grey = grey.T.copy() if rng.random() < 0.5 else grey
    return exposed(rng, seen(rng, sheet, 25, rng.uniform(0.4, 0.85)), (0.1, 0.35)), [data]


def damaged(rng):
    data = text(rng, [12, 20, 40])
    sheet = symbol(rng, data, "MQH")
    grey, side = sheet.grey, sheet.grey.shape[0]
    for _ in range(rng.integers(1, 6)):
        kind, tone = rng.integers(4), rng.uniform(0, 255)
        if kind == 0:  # a scratch
            points = rng.integers(0, side, (rng.integers(2, 5), 2)).astype(np.int32)
            cv2.polylines(grey, [points], False, tone, int(MODULE * rng.uniform(0.2, 1.5)))
        elif kind == 1:  # a stain
            place = tuple(int(value) for value in rng.integers(side // 6, 5 * side // 6, 2))
            axes = tuple(int(MODULE * value) for value in rng.uniform(0.5, 4, 2))
            cv2.ellipse(grey, place, axes, rng.uniform(0, 180), 0, 360, tone, -1)
        elif kind == 2:  # a corner torn off
            corner = rng.integers(0, 2, 2) * side
            reach = (1 - 2 * (corner > 0)) * rng.uniform(0.05, 0.3, 2) * side
            points = np.array([corner, corner + [0, reach[1]], corner + [reach[0], 0]]).astype(np.int32)
            cv2.fillPoly(grey, [points], tone)
        else:  # specks
            specks = (rng.random(grey.shape) < rng.uniform(0.002, 0.03)).astype(np.uint8)
            grey[cv2.dilate(specks, np.ones((3, 3), np.uint8)) > 0] = tone
    return exposed(rng, seen(rng, sheet, 20)), [data]


def glare(rng):
    data = text(rng)
    shot = seen(rng, symbol(rng, data), 20)
    down, across = np.mgrid[0 : shot.grey.shape[0], 0 : shot.grey.shape[1]]
    place, angle, side = shot.inside(rng, 0.1), rng.uniform(0, np.pi), shot.side()
    along = ((across - place[0]) * np.cos(angle) + (down - place[1]) * np.sin(angle)) / side
    beside = ((down - place[1]) * np.cos(angle) - (across - place[0]) * np.sin(angle)) / side
    light = np.exp(-((along / rng.uniform(0.1, 0.5)) ** 2) - (beside / rng.uniform(0.2, 2)) ** 2)
    light *= rng.uniform(100, 420)
    shot.grey = shot.grey * (1 - np.clip(light / 420, 0, 1) * rng.uniform(0.2, 0.8)) + light
    return exposed(rng, shot, (0.1, 0.35)), [data]


def high_version(rng):
    version = int(rng.integers(18, 41))
    data = text(rng, [version * 14])
    sheet = symbol(rng, data, "LM", version, module=8)
    shape = [(1200, 1600), *LARGE][rng.integers(3)]
    roll = rng.choice([0, 90, 180, 270]) + rng.uniform(-8, 8)
    return exposed(rng, seen(rng, sheet, 18, rng.uniform(0.75, 0.92), roll, shape), (0.1, 0.4), (1, 4)), [data]


def lots(rng):
    rows, columns = [(3, 4), (4, 6), (5, 7), (6, 8)][rng.integers(4)]
    cell, texts = 400, []
    page = np.full((rows * cell, columns * cell), 235, np.float32)
    for at in range(rows * columns):
        texts.append(text(rng, [12, 20, 28]))
        side = int(rng.uniform(240, 380))
        label = cv2.resize(symbol(rng, texts[-1], module=8).grey, (side, side), interpolation=cv2.INTER_AREA)
        degrees = rng.uniform(-180, 180) if rng.random() < 0.3 else rng.uniform(-8, 8)
        room = abs(np.cos(np.radians(degrees))) + abs(np.sin(np.radians(degrees)))
        turn = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1 / room)
        label = cv2.warpAffine(label, turn, (side, side), borderValue=235)
        top, left = (np.array(divmod(at, columns)) * cell + rng.uniform(0, cell - side, 2)).astype(int)
        page[top : top + side, left : left + side] = label
    sheet = Sheet(page, columns * 45)
    shot = seen(rng, sheet, 18, 1.15, rng.uniform(-12, 12), LARGE[rng.integers(2)], centred=True)
    return exposed(rng, shot, (0.1, 0.3)), texts


def monitor(rng):
    data = text(rng)
    sheet = symbol(rng, data, module=15)
    down, across = np.indices(sheet.grey.shape)
    grid = ((across % 3 != 2) & (down % 3 != 2)) + rng.uniform(0, 0.5)
    sheet.grey = sheet.grey * (0.55 + 0.45 * np.minimum(1, grid)).astype(np.float32)
    shot = seen(rng, sheet, 15, rng.uniform(0.4, 0.95))
    rows = np.arange(shot.grey.shape[0])[:, None]
    shot.grey = shot.grey * (1 + rng.uniform(0, 0.25) * np.sin(rows * rng.uniform(0.02, 0.3)))
    return exposed(rng, shot, (0.05, 0.25)), [data]


def nominal(rng):
    data = text(rng)
    return exposed(rng, seen(rng, symbol(rng, data), 15, rng.uniform(0.15, 0.6)), (0.1, 0.3)), [data]


def noncompliant(rng):
    """No quiet zone, light on dark, a logo, round modules, toned paper and ink, rounded corners."""
    data, kind = text(rng, [12, 20, 40]), rng.integers(6)
    quiet = 0 if kind == 0 else 4
    sheet = symbol(rng, data, "QH", quiet=quiet)
    grey, side = sheet.grey, sheet.grey.shape[0]
    ink, paper = grey.min(), grey.max()
    if kind == 1:
        sheet.grey = 255 - grey
    elif kind == 2:
        reach, middle = int(side * rng.uniform(0.08, 0.13)), side // 2
        cv2.rectangle(grey, (middle - reach,) * 2, (middle + reach,) * 2, rng.uniform(0, 255), -1)
    elif kind == 3:
        dark = grey[MODULE // 2 :: MODULE, MODULE // 2 :: MODULE] == ink
        grey[:], reach = paper, int(rng.uniform(0.32, 0.5) * MODULE)
        for row, column in np.argwhere(dark):
            place = (int((column + 0.5) * MODULE), int((row + 0.5) * MODULE))
            cv2.circle(grey, place, reach, float(ink), -1)
    elif kind == 4:
        tone = cv2.resize(rng.normal(0, 25, (6, 6)).astype(np.float32), grey.shape, interpolation=cv2.INTER_CUBIC)
        sheet.grey = np.where(grey == ink, grey + 40 + tone, grey - 20 + tone).astype(np.float32)
    elif kind == 5:
        soft = cv2.GaussianBlur(grey, (0, 0), MODULE * 0.45)
        sheet.grey = np.where(soft < (ink + paper) / 2, ink, paper).astype(np.float32)
    shape = SIZES[rng.integers(len(SIZES))]
    behind = background(rng, shape)
    if kind == 0:
        behind = behind * 0.3 + rng.uniform(0, 160)
    return exposed(rng, seen(rng, sheet, 20, shape=shape, behind=behind)), [data]


def pathological(rng):
    """On a chess board, on noise of its own kind, or among finder patterns of nothing."""
    data, shape, kind = text(rng, [12, 20, 40]), SIZES[rng.integers(len(SIZES))], rng.integers(3)
    down, across = np.indices(shape)
    step = int(rng.uniform(4, 14))
    if kind == 0:
        dark = (across // step + down // step) % 2 == 0
    elif kind == 1:
        dark = rng.random((shape[0] // step + 1, shape[1] // step + 1))[down // step, across // step] < 0.5
    else:
        dark = np.zeros(shape, bool)
        for _ in range(rng.integers(4, 20)):
            left, top = rng.integers(0, [shape[1] - 9 * step, shape[0] - 9 * step])
            ring = np.maximum(abs(np.arange(9) - 4)[:, None], abs(np.arange(9) - 4)[None, :])
            pattern = np.kron((ring <= 1) | (ring == 3), np.ones((step, step), bool))
            dark[top : top + 9 * step, left : left + 9 * step] = pattern
    behind = np.where(dark, 30, 220).astype(np.float32)
    sheet = symbol(rng, data, quiet=int(rng.choice([2, 4])))
    return exposed(rng, seen(rng, sheet, 20, shape=shape, behind=behind)), [data]


def perspective(rng):
    data = text(rng)
    shot = seen(rng, symbol(rng, data), 66, rng.uniform(0.4, 0.9), least_tilt=40)
    return exposed(rng, shot), [data]


def rotations(rng):
    data = text(rng)
    return exposed(rng, seen(rng, symbol(rng, data), 10, rng.uniform(0.2, 0.7)), (0.1, 0.4)), [data]


def shadows(rng):
    data = text(rng)
    shot = seen(rng, symbol(rng, data), 20)
    shade = np.ones_like(shot.grey)
    for _ in range(rng.integers(1, 5)):
        points = shot.corners.mean(0) + rng.normal(0, 0.6, (rng.integers(3, 7), 2)) * shot.side()
        one = np.ones_like(shade)
        cv2.fillPoly(one, [points.astype(np.int32)], rng.uniform(0.15, 0.6))
        shade *= cv2.GaussianBlur(one, (0, 0), shot.pixels * rng.uniform(0.3, 3))
    shot.grey = shot.grey * shade
    return exposed(rng, shot), [data]


KINDS = [
    blurred, bright_spots, brightness, close, curved, damaged, glare, high_version,
    lots, monitor, nominal, noncompliant, pathological, perspective, rotations, shadows,
]


def main(folder, count=20, seed=1):
    for number, kind in enumerate(KINDS):
        place = pathlib.Path(folder) / kind.__name__
        place.mkdir(parents=True, exist_ok=True)
        for index in range(int(count)):
            picture, texts = kind(np.random.default_rng([int(seed), number, index]))
            (place / f"{index:03}.jpg").write_bytes(picture.tobytes())
            (place / f"{index:03}.txt").write_text("\n".join(texts) + "\n")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
