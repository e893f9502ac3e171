// A brand lets a contract line issue a thousand codes, certifies what was made, and settles: symbolon.hpp for leases,
// bulk issuing, batches and keys of any suite. examples/c/run.sh builds and runs it.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "symbolon.hpp"

namespace {

constexpr std::int64_t now = 1795000000; // your clock; 2026-11-18
constexpr std::int64_t day = 86400;
const std::string gtin = "09506000134352", slot = "07";

void want(bool holds, const char *what) {
    std::printf("%-52s %s\n", what, holds ? "yes" : "NO");
    if (!holds) std::exit(1);
}

// Secrets come from your random generator, never from constants as here.
symbolon::secret constant(std::uint8_t byte) {
    symbolon::secret secret{};
    secret.fill(byte);
    return secret;
}

void scenario() {
    const auto root = symbolon::secret_key::from_secret(SYMBOLON_SUITE_ED25519, constant(1));
    const auto line_key = symbolon::secret_key::from_seed(constant(2));
    const symbolon::issuer brand(root), line(line_key);

    // The key lies sealed on the line's disk.
    symbolon::salt_and_iv fresh{};
    const auto sealed = line_key.to_sealed_pem("correct horse", fresh);
    const auto opened = symbolon::secret_key::from_sealed_pem(sealed, "correct horse");
    want(opened.suite_half().id() == line_key.suite_half().id(), "the passphrase opens the key");
    want(symbolon::suite_key::from_pem(line_key.suite_half().to_pem()).id() == symbolon::key_id(line_key.public_half()),
         "its public half travels as PEM");

    symbolon::lease_terms terms;
    terms.id = "order-07";
    terms.holder = "line 3";
    terms.key_id = line_key.suite_half().id();
    terms.gtin = gtin, terms.slot = slot;
    terms.first = 1000, terms.count = 1200, terms.quota = 1000;
    terms.from = now - day, terms.until = now + day;
    const symbolon::lease lease(symbolon::grant_lease(brand, terms), root.suite_half());
    want(lease.terms().holder == "line 3" && lease.terms().quota == 1000, "the lease says what was granted");

    // The cursor is stored before an index is used; a file would be renamed over the old one and flushed.
    std::string stored;
    const auto store = [&](std::string_view cursor) -> std::int32_t { return stored = cursor, 0; };
    std::uint64_t first = 0;
    {
        symbolon::draw draw(lease);
        first = draw.next(300, now, store);
    }
    symbolon::draw draw(lease, stored); // after a restart
    want(first == 1000 && draw.used() == 300 && draw.next(1, now, store) == 1300, "a restart repeats no index");
    try {
        draw.next(1000, now, store);
        want(false, "beyond the quota nothing is drawn");
    } catch (const symbolon::error &refused) {
        want(refused.status() == SYMBOLON_E_EXHAUSTED && draw.remaining() == 699, "beyond the quota nothing is drawn");
    }

    const symbolon::secret series_key = symbolon::series_key(constant(3), gtin, slot);
    const symbolon::series series(series_key, gtin, slot);
    const symbolon::bulk bulk(line, series, "10LOT-7");
    const auto made = bulk.issue(first, 300);
    want(made.size() == 300 && made.code(41) == line.issue(series, first + 41, "10LOT-7"), "bulk codes are the same codes");
    const symbolon::opener opener(symbolon::index_key(series_key), gtin, slot);
    want(opener.index(*symbolon::element(made.code(41), "21")) == first + 41, "an opener reads the index");

    symbolon_bulk_job job{};
    job.layout = SYMBOLON_LAYOUT_CSV;
    job.first = first, job.n = 300;
    std::string csv;
    bulk.write(job, [&](std::string_view bytes) -> std::int32_t { return csv += bytes, 0; });
    want(csv.find(*symbolon::element(made.code(299), "21")) != std::string::npos, "and a file of them is written");

    std::vector<std::string_view> codes;
    for (std::size_t i = 0; i < made.size(); i++) codes.push_back(made.code(i));
    symbolon::batch_builder builder;
    want(builder.add(codes) == std::vector<symbolon_status>(300, SYMBOLON_OK), "a builder takes the codes in");
    const auto batch = builder.finish();
    const symbolon::certificate certificate(batch.certify(brand, "LOT-7", now), root.suite_half());
    const auto other = line.issue(series, 5000);
    want(certificate.name() == "LOT-7" && certificate.facts().count == 300 && certificate.count_of(gtin) == 300,
         "the batch is certified");
    want(certificate.includes(codes[7], batch.proof(codes[7])), "a code proves that it belongs to it");
    want(!certificate.includes(other, batch.proof(codes[7])), "and lends its proof to nobody");
    want(!batch.absence(codes[7]) && certificate.excludes(other, *batch.absence(other)), "another proves that it does not");
    builder.add(codes), builder.add(std::vector<std::string_view>{codes[0]});
    const auto compared = certificate.compare(builder);
    want(compared.answer == SYMBOLON_BATCH_REPEATED && compared.repeated == std::vector<std::uint32_t>{300},
         "a second copy is seen");

    // A verifier knows the root alone; the root grants the line's key.
    symbolon::verifier verifier;
    const auto grant = symbolon::sign_grant(brand, line_key.suite_half(), now - day, now + day, {gtin}, "line 3");
    want(verifier.admit(grant, root.suite_half(), {"9506000"}) == terms.key_id, "the root's grant is admitted");
    want(verifier.verify(made.code(0), now).verdict == SYMBOLON_VERDICT_GENUINE, "the line's codes are genuine");

    // An HSM signs many messages at once. This one is out of order.
    std::size_t asked = 0;
    const auto hsm = symbolon::issuer::external_batch(
        line_key.suite_half(), [&](const std::vector<std::string_view> &messages, std::uint8_t *) -> std::int32_t {
            asked += messages.size();
            return 7;
        });
    try {
        hsm.issue(series, 1300);
        want(false, "a signer that is down is reported");
    } catch (const symbolon::error &refused) {
        want(refused.status() == SYMBOLON_E_SIGNER && refused.detail() == 7 && asked == 1,
             "a signer that is down is reported");
    }

    const auto receipt = draw.close(line, now, store);
    const auto back = symbolon::returned(receipt, line_key.suite_half(), lease);
    want(draw.is_closed() && back.first == 1301 && back.count == 899, "what was not drawn goes back");
    symbolon::reconciler reconciler;
    reconciler.add_lease(lease);
    reconciler.add_receipt(receipt, line_key.suite_half());
    symbolon_sighting seen{};
    seen.units = 1;
    std::vector<symbolon_sighting> rows(300, seen);
    for (std::size_t i = 0; i < rows.size(); i++) rows[i].index = first + i;
    reconciler.see(gtin, slot, rows);
    const auto findings = reconciler.report();
    want(findings.size() == 1 && findings[0].kind == SYMBOLON_FINDING_UNACCOUNTED && findings[0].first == 1300,
         "the drawn code that nobody saw is reported");
    reconciler.declare_void(gtin, slot, {1300});
    want(reconciler.report().empty(), "until it is declared void");
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
