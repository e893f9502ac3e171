// Issues codes for one item and one box, packs them, and verifies a scan: symbolon.hpp in one page.
// examples/c/run.sh builds and runs it.

#include <cstdio>
#include <cstdlib>
#include <string>

#include "symbolon.hpp"

namespace {

constexpr std::int64_t now = 1795000000; // your clock; 2026-11-18

void want(bool holds, const char *what) {
    std::printf("%-52s %s\n", what, holds ? "yes" : "NO");
    if (!holds) std::exit(1);
}

void scenario() {
    // Secrets come from your random generator, never from constants as here.
    symbolon::secret master{}, seed{}, mark_secret{};
    master.fill(1), seed.fill(2), mark_secret.fill(3);

    const std::string item_gtin = "09506000134352", box_gtin = "19506000134359";
    const symbolon::series items(symbolon::series_key(master, item_gtin, "07"), item_gtin, "07");
    const symbolon::series boxes(symbolon::series_key(master, box_gtin, "07"), box_gtin, "07");
    const auto key = symbolon::secret_key::from_seed(seed);
    const symbolon::issuer issuer(key);
    const std::string item = issuer.issue(items, 41, "10LOT-7\x1D" "17281130");
    const std::string box = issuer.issue(boxes, 7);

    symbolon::verifier verifier;
    verifier.add_key(key.public_half(), 0, INT64_MAX, {"9506000"});
    const std::string link = symbolon::convert(item, SYMBOLON_CARRIER_DIGITAL_LINK, "https://id.example.com");
    want(verifier.verify(item, now).verdict == SYMBOLON_VERDICT_GENUINE, "the item is genuine");
    want(verifier.verify(link, now).verdict == SYMBOLON_VERDICT_GENUINE, "and so is its link");
    want(symbolon::element(link, "10") == "LOT-7", "the link names the lot");
    want(items.open(*symbolon::element(item, "21")) == 41u, "its serial opens to 41");

    std::string forged = item;
    forged[forged.find("LOT-7") + 4] = '8';
    want(verifier.verify(forged, now).verdict == SYMBOLON_VERDICT_FORGED, "another lot is a forgery");
    want(verifier.verify("hello", now).verdict == SYMBOLON_VERDICT_NOT_A_CODE, "a greeting is no code");

    const symbolon::mark_key marks(mark_secret, "brand", 1);
    const std::string mark = marks.derive(item, "2028.11.30", "L3");
    want(marks.check(link, "2028.11.30", "L3", mark), "the hidden mark fits");
    want(!marks.check(box, "2028.11.30", "L3", mark), "and fits nothing else");

    symbolon_forest_options rules{};
    rules.box_capacity = 10;
    symbolon::forest forest(rules);
    const auto in_box = forest.add(item, SYMBOLON_LEVEL_ITEM);
    const auto carton = forest.add(box, SYMBOLON_LEVEL_BOX);
    forest.pack(carton, {in_box});
    want(forest.find(link) == in_box && forest.parent(in_box) == carton, "the link leads to the box");
    try {
        forest.pack(carton, {in_box});
        want(false, "packing twice is refused");
    } catch (const symbolon::error &refused) {
        want(refused.status() == SYMBOLON_E_ALREADY_PACKED && refused.item() == 0, "packing twice is refused");
    }

    symbolon_symbol_options options{};
    options.fnc1 = 1;
    options.dots_per_module = 4;
    const auto picture = symbolon::qr_raster(item, options);
    std::string grey;
    for (std::uint32_t y = 0; y < picture.height; y++)
        for (std::uint32_t x = 0; x < picture.width; x++)
            grey += picture.dots[y * picture.stride + x / 8] >> (7 - x % 8) & 1 ? '\x10' : '\x7F';
    const auto seen = symbolon::read_qr(grey, picture.width, picture.height, picture.width);
    want(seen.size() == 1 && seen[0].fnc1 && seen[0].data == item, "its GS1 QR is read back from the dots");
    want(symbolon::datamatrix_png(item, options).compare(1, 3, "PNG") == 0, "and is printed as Data Matrix");
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
