// A label with every mark in pictures, and what a camera says about it: symbolon.hpp for the inner layer, dates, micro-dots,
// copy-detection patterns and reading. examples/c/run.sh builds and runs it.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "symbolon.hpp"

namespace {

const std::string code = "01095060001343522107A0B1C2D3E4F5G6", date = "2028-11-30", line = "L3";
const std::string link = "HTTPS://T.CN/07A0B1C2D3E4F5G6";

// The label in printer dots of 600 to an inch, and where its parts begin.
struct place {
    std::uint32_t x, y;
};
constexpr std::uint32_t width = 1000, height = 500, module_dots = 10;
constexpr double dot_mm = 25.4 / 600;
constexpr place symbol_at{80, 80}, date_at{420, 80}, pattern_at{423, 211}, patch_at{600, 200};

constexpr double mm(std::uint32_t at, std::uint32_t from) { return (double(at) - double(from)) * dot_mm; }
constexpr std::int32_t micrometres(double mm) { return static_cast<std::int32_t>(mm * 1000 + (mm < 0 ? -0.5 : 0.5)); }

void want(bool holds, const char *what) {
    std::printf("%-52s %s\n", what, holds ? "yes" : "NO");
    if (!holds) std::exit(1);
}

template <class Call>
void refused(symbolon_status status, Call call, const char *what) {
    try {
        call();
        want(false, what);
    } catch (const symbolon::error &seen) {
        want(seen.status() == status, what);
    }
}

// Secrets come from your random generator, never from constants as here.
symbolon::secret constant(std::uint8_t byte) {
    symbolon::secret secret{};
    secret.fill(byte);
    return secret;
}

// What a camera sees at its best: one pixel for each dot.
std::string photographed(const symbolon::raster &dots) {
    std::string grey;
    for (std::uint32_t y = 0; y < dots.height; y++)
        for (std::uint32_t x = 0; x < dots.width; x++)
            grey += dots.dots[y * dots.stride + x / 8] >> (7 - x % 8) & 1 ? '\x1E' : '\x7F';
    return grey;
}

symbolon::found read(const std::string &picture) {
    symbolon_read_options options{};
    options.effort = SYMBOLON_EFFORT_QUICK;
    int steps = 0;
    const auto seen = symbolon::read(picture, width, height, width, options, [&] { return ++steps < 100; });
    want(seen.size() == 1 && seen[0].data == link && !seen[0].fnc1 && steps > 0, "the symbol is read while we let it");
    want(symbolon::read(picture, width, height, width, options, [] { return false; }).empty(), "and not when we do not");
    options.kinds = SYMBOLON_KIND_DATA_MATRIX;
    want(symbolon::read(picture, width, height, width, options).empty(), "it is no Data Matrix");
    options.kinds = 4;
    refused(SYMBOLON_E_OPTIONS, [&] { symbolon::read(picture, width, height, width, options); }, "nor of no kind");
    want(symbolon::read(picture, width, height, width).size() == 1, "the default reads it too");
    return seen[0];
}

void look_at_layer(const symbolon::layer &layer, const symbolon::layer &other, const std::string &picture,
                   const symbolon::found &symbol) {
    const std::vector<symbolon_layer_frame> frames{symbolon::layer_frame(picture, width, height, width, symbol)};
    double score = 0;
    want(layer.verify(frames, {}, &score).answer == SYMBOLON_IMAGE_MATCH && score > 12, "the inner layer matches");
    want(other.verify(frames).answer == SYMBOLON_IMAGE_MISMATCH, "that of another key does not");
    symbolon_layer_thresholds strict{};
    strict.sharp_accept = score + 10;
    want(layer.verify(frames, strict).answer == SYMBOLON_IMAGE_RESCAN, "our own thresholds ask for more");
    want(layer.verify({}).answer == SYMBOLON_IMAGE_RESCAN, "no picture decides nothing");
    strict.floor = -1;
    refused(SYMBOLON_E_PARAMETER, [&] { layer.verify(frames, strict); }, "a threshold below 0 is none");
    refused(SYMBOLON_E_PARAMETER, [&] { layer.read(frames); }, "a derived layer carries no payload");
}

void carry_payload() {
    symbolon_layer_options options{};
    options.payload = 0x0123456789ABCDEF;
    const auto raster = symbolon::layer::open(link, options).raster();
    const auto picture = photographed(raster);
    const auto symbol = symbolon::read_qr(picture, raster.width, raster.height, raster.width).at(0);
    options.payload = 0;
    const auto read = symbolon::layer::open(link, options)
                          .read({symbolon::layer_frame(picture, raster.width, raster.height, raster.width, symbol)});
    want(read == 0x0123456789ABCDEFu, "a coded layer is read without its key");
}

void look_at_date(const symbolon::date_mark &mark, const symbolon::date_mark &other, const std::string &picture,
                  const symbolon::found &symbol) {
    symbolon_date_place at{};
    at.module_mm = module_dots * dot_mm;
    at.x_mm = mm(date_at.x, symbol_at.x), at.y_mm = mm(date_at.y, symbol_at.y);
    at = symbolon::beside(symbol, at);
    const symbolon::date_reader reader(SYMBOLON_DATE_RASTER_3MM);
    want(reader.verify(picture, width, height, width, at, mark).answer == SYMBOLON_IMAGE_MATCH, "the date matches");
    want(reader.verify(picture, width, height, width, at, other).answer == SYMBOLON_IMAGE_MISMATCH,
         "that of another line does not");
    std::vector<std::uint8_t> read;
    for (const float soft : reader.read(picture, width, height, width, at, date)) read.push_back(soft > 0);
    want(read == mark.bits(), "its bits are read");
    const auto again = symbolon::date_mark::from_bits(date, SYMBOLON_DATE_RASTER_3MM, read);
    want(again.raster().dots == mark.raster().dots && again.text() == mark.text(), "and make the same mark");
    want(mark.drops().empty() && !symbolon::date_mark::from_bits("7", SYMBOLON_DATE_JET_5X7, {1, 0, 1}).drops().empty(),
         "an ink-jet's has drops");
    want(symbolon::date_font_bdf(SYMBOLON_DATE_RASTER_2MM).compare(0, 9, "STARTFONT") == 0, "the font is a file");
    want(symbolon::date_glyph_png(SYMBOLON_DATE_RASTER_2MM, '7', 5).compare(1, 3, "PNG") == 0, "its characters are too");
}

void look_at_pattern(const symbolon::copy_pattern &pattern, const symbolon::copy_pattern &other, const std::string &picture,
                     const symbolon::found &symbol) {
    symbolon_copy_place at{};
    at.right = (double(pattern_at.x) - symbol_at.x) / module_dots, at.down = (double(pattern_at.y) - symbol_at.y) / module_dots;
    at.dot = 1.0 / module_dots;
    at = symbolon::beside(symbol, at);
    const auto seen = pattern.score(picture, width, height, width, at);
    want(seen.seen == 1 && seen.score > 0.9 && seen.pixels_per_cell > 1.9, "the pattern is all there");
    want(other.score(picture, width, height, width, at).score < 0.1, "that of another line is not");
    at.right = 1000;
    want(pattern.score(picture, width, height, width, at).seen == 0, "nothing is beyond the picture");
    at.dot = 0;
    refused(SYMBOLON_E_PARAMETER, [&] { pattern.score(picture, width, height, width, at); }, "without dots it has no place");
}

void look_at_patch(const symbolon::roll_key &roll, const symbolon::dots_payload &payload, const symbolon::mark_key &marks,
                   const std::string &exposure, const symbolon::found &symbol) {
    symbolon_dots_view view{};
    view.ink = SYMBOLON_INK_DARK;
    view.module_micrometres = static_cast<std::uint32_t>(micrometres(module_dots * dot_mm));
    view.right_micrometres = micrometres(mm(patch_at.x, symbol_at.x));
    view.down_micrometres = micrometres(mm(patch_at.y, symbol_at.y));
    view = symbolon::beside(symbol, view);
    auto sight = symbolon::dots_sight::locate(exposure, width, height, width, view);
    want(sight && sight->read() == payload && roll.check(payload), "the patch of micro-dots is read");
    want(sight->verify(payload).answer == SYMBOLON_IMAGE_MATCH, "and matches");
    auto wrong = payload;
    wrong[5] ^= 1;
    want(sight->verify(wrong).answer == SYMBOLON_IMAGE_MISMATCH && !roll.check(wrong), "another payload is not its own");
    want(sight->verify(marks, code, date, line).answer == SYMBOLON_IMAGE_MISMATCH, "nor is a derived one");
    const auto more = symbolon::dots_sight::locate(exposure, width, height, width, view);
    sight->add(*more);
    want(sight->verify(payload).answer == SYMBOLON_IMAGE_MATCH, "two pictures add up");
    const std::string blank(std::size_t{width} * height, '\x7F');
    want(!symbolon::dots_sight::locate(blank, width, height, width, view), "on blank paper there is none");

    auto second = symbolon::raster::white(width, height);
    second.put(patch_at.x, patch_at.y, symbolon::dots_raster(marks, code, date, line));
    const auto derived = symbolon::dots_sight::locate(photographed(second), width, height, width, view);
    want(derived && derived->verify(marks, code, date, line).answer == SYMBOLON_IMAGE_MATCH && !derived->read(),
         "a derived patch matches and cannot be read");
}

// A payload of its own on each label, bound to the code that a camera sees beside it.
void enroll_patch(const symbolon::dots_payload &payload) {
    symbolon::mark_register register_(constant(6));
    const std::vector<std::uint8_t> read(payload.begin(), payload.end());
    const auto name = register_.name_of(SYMBOLON_IMAGE_DOTS, read);
    want(name != register_.name_of(SYMBOLON_IMAGE_LAYER, read), "each kind has names of its own");
    register_.enroll({name});
    refused(SYMBOLON_E_MARK_TAKEN, [&] { register_.enroll({name}); }, "a mark is enrolled once");
    want(register_.bind(code, name) && !register_.bind(code, name), "it is bound, and again does no harm");
    want(!register_.check(code, name), "before it is activated it matches nothing");
    want(register_.activate(code, name) && register_.check(code, name), "then it matches");
    want(register_.void_mark(name, "label destroyed") && !register_.check(code, name), "and no more once it is void");
}

void scenario() {
    const symbolon::mark_key marks(constant(3), "brand", 1), others(constant(4), "brand", 1);
    const symbolon::layer layer(marks, code, date, line, link), other_layer(others, code, date, line, link);
    const symbolon::date_mark dated(marks, code, date, line, SYMBOLON_DATE_RASTER_3MM);
    const symbolon::date_mark other_date(marks, code, date, "L4", SYMBOLON_DATE_RASTER_3MM);
    const symbolon::copy_pattern pattern(marks, code, date, line, SYMBOLON_COPY_TWO_DOTS);
    const symbolon::copy_pattern other_pattern(marks, code, date, "L4", SYMBOLON_COPY_TWO_DOTS);

    auto label = symbolon::raster::white(width, height);
    label.put(symbol_at.x, symbol_at.y, layer.raster(SYMBOLON_QUIET_NONE));
    label.put(date_at.x, date_at.y, dated.raster());
    label.put(pattern_at.x, pattern_at.y, pattern.raster());
    refused(SYMBOLON_E_IMAGE_SIZE, [&] { label.put(width - 1, 0, pattern.raster()); }, "a label ends where it ends");
    const auto picture = photographed(label);

    const auto symbol = read(picture);
    look_at_layer(layer, other_layer, picture, symbol);
    carry_payload();
    look_at_date(dated, other_date, picture, symbol);
    look_at_pattern(pattern, other_pattern, picture, symbol);

    // Another ink, another light.
    const symbolon::roll_key roll(constant(5), "printer", 1);
    const auto payload = roll.payload({1, 2, 3, 4, 5, 6, 7, 8}, 77);
    auto second = symbolon::raster::white(width, height);
    second.put(patch_at.x, patch_at.y, symbolon::dots_raster(payload));
    look_at_patch(roll, payload, marks, photographed(second), symbol);
    enroll_patch(payload);
}

} // namespace

int main() {
    if (symbolon_abi() >> 16 != SYMBOLON_ABI_MAJOR) return 2;
    try {
        scenario();
    } catch (const symbolon::error &refused) {
        std::fprintf(stderr, "%s (status %d, at %u, item %u)\n", refused.what(), refused.status(), refused.at(),
                     refused.item());
        return 1;
    }
    return 0;
}
