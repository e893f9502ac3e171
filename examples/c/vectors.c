/* Checks the golden vectors of tests/vectors through the C ABI: the same files that the Rust tests read.
 *
 *     vectors tests/vectors
 *
 * Prints one line for each file; the exit code is not 0 if one vector does not hold. */

#include "json.h"
#include "symbolon.h"

static int checks;

/* The call succeeds. */
#define OK(call) must((call) == SYMBOLON_OK, row, #call)
/* The condition holds. */
#define WANT(holds) must(holds, row, #holds)

static void must(int holds, const json *row, const char *what) {
    checks++;
    if (!holds) json_fail(row, what);
}

static const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

static int same(const uint8_t *found, size_t len, const char *wanted) {
    return len == strlen(wanted) && !memcmp(found, wanted, len);
}

/* A sealed serial is sealed from its index and opened to it again. */
static void check_serial(const json *row) {
    uint8_t master[32], key[32], serial[SYMBOLON_SERIAL_MAX];
    const char *gtin = json_text(row, "gtin"), *slot = json_text(row, "slot");
    const char *alphabet = json_text(row, "alphabet"), *wanted = json_text(row, "serial");
    symbolon_series_options options = {.size = sizeof options,
                                       .length = (uint32_t)json_number(row, "length"),
                                       .index_space = json_number(row, "index_space"),
                                       .alphabet = bytes(alphabet),
                                       .alphabet_len = strlen(alphabet),
                                       .format = (uint32_t)json_number(row, "format")};
    const symbolon_series *series = NULL;
    const symbolon_opener *opener = NULL;
    uint8_t index_key[32], wanted_key[32];
    size_t len;
    uint32_t sealed, read;
    uint64_t index;

    WANT(json_hex(row, "master", master, sizeof master) == sizeof master);
    OK(symbolon_series_key(master, bytes(gtin), strlen(gtin), bytes(slot), strlen(slot), key, NULL));
    OK(symbolon_series_new(key, bytes(gtin), strlen(gtin), bytes(slot), strlen(slot), &options, &series, NULL));
    OK(symbolon_series_seal(series, json_number(row, "index"), serial, sizeof serial, &len));
    WANT(same(serial, len, wanted));
    OK(symbolon_series_open(series, bytes(wanted), strlen(wanted), &sealed, &index));
    WANT(sealed == SYMBOLON_SEALED_YES && index == json_number(row, "index"));
    if (options.format == SYMBOLON_SERIES_FORMAT_2) {
        WANT(json_hex(row, "index_key", wanted_key, sizeof wanted_key) == sizeof wanted_key);
        OK(symbolon_series_index_key(key, index_key));
        WANT(!memcmp(index_key, wanted_key, sizeof index_key));
        OK(symbolon_opener_new(index_key, bytes(gtin), strlen(gtin), bytes(slot), strlen(slot), &options, &opener, NULL));
        OK(symbolon_opener_index(opener, bytes(wanted), strlen(wanted), &read, &index));
        WANT(read == SYMBOLON_INDEX_READ && index == json_number(row, "index"));
        symbolon_opener_free(opener);
    }
    symbolon_series_free(series);
}

/* `from` in any carrier gives the three carriers that the vector names. */
static void check_carriers(const json *row, const char *from, const char *element_string) {
    uint8_t out[SYMBOLON_CODE_MAX];
    size_t len;
    const char *link_stem = json_text(row, "link_stem"), *compact_stem = json_text(row, "compact_stem");

    OK(symbolon_code_canonical(bytes(from), strlen(from), out, sizeof out, &len, NULL));
    WANT(same(out, len, element_string));
    OK(symbolon_code_convert(bytes(from), strlen(from), SYMBOLON_CARRIER_DIGITAL_LINK, bytes(link_stem),
                             strlen(link_stem), out, sizeof out, &len, NULL));
    WANT(same(out, len, json_text(row, "link")));
    OK(symbolon_code_convert(bytes(from), strlen(from), SYMBOLON_CARRIER_COMPACT, bytes(compact_stem),
                             strlen(compact_stem), out, sizeof out, &len, NULL));
    WANT(same(out, len, json_text(row, "compact")));
}

static void check_carrier(const json *row) {
    const char *element_string = json_text(row, "element_string");
    check_carriers(row, element_string, element_string);
    check_carriers(row, json_text(row, "link"), element_string);
    check_carriers(row, json_text(row, "compact"), element_string);
}

/* A code is signed with the vector's signature and verified in every carrier. */
static void check_message(const json *row) {
    uint8_t seed[32], public_key[32], wanted_key[32], key_id[SYMBOLON_KEY_ID_BYTES], out[SYMBOLON_CODE_MAX];
    const char *code = json_text(row, "element_string"), *signed_code = json_text(row, "signed");
    const char *carriers[] = {"signed", "link", "compact"};
    const symbolon_secret_key *key = NULL;
    const symbolon_issuer *issuer = NULL;
    symbolon_verifier *verifier = NULL;
    size_t len;

    WANT(json_hex(row, "seed", seed, sizeof seed) == sizeof seed);
    WANT(json_hex(row, "public_key", wanted_key, sizeof wanted_key) == sizeof wanted_key);
    OK(symbolon_secret_key_from_seed(seed, &key));
    OK(symbolon_secret_key_public(key, public_key));
    WANT(!memcmp(public_key, wanted_key, sizeof public_key));
    OK(symbolon_issuer_new(key, &issuer));
    OK(symbolon_issuer_sign(issuer, bytes(code), strlen(code), out, sizeof out, &len, NULL));
    WANT(same(out, len, signed_code));
    check_carriers(row, signed_code, signed_code);

    OK(symbolon_verifier_new(NULL, &verifier));
    OK(symbolon_verifier_add_key(verifier, public_key, INT64_MIN, INT64_MAX, NULL, NULL, 0, key_id, NULL));
    WANT(same(key_id, sizeof key_id, json_text(row, "key_id")));
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++) {
        symbolon_verification answer = {.size = sizeof answer};
        const char *scan = json_text(row, carriers[i]);
        OK(symbolon_verifier_verify(verifier, bytes(scan), strlen(scan), 0, &answer));
        WANT(answer.verdict == SYMBOLON_VERDICT_GENUINE);
    }
    symbolon_verifier_free(verifier);
    symbolon_issuer_free(issuer);
    symbolon_secret_key_free(key);
}

static void check_mark(const json *row) {
    uint8_t secret[32], mark[SYMBOLON_MARK_BYTES];
    const char *tenant = json_text(row, "tenant"), *code = json_text(row, "element_string");
    const char *date = json_text(row, "date_text"), *line = json_text(row, "line");
    const char *wanted = json_text(row, "mark");
    const uint64_t position = json_number(row, "roll_position");
    const uint64_t *given = *json_text(row, "roll_position") ? &position : NULL;
    const symbolon_mark_key *key = NULL;
    uint32_t answer;

    WANT(json_hex(row, "secret", secret, sizeof secret) == sizeof secret);
    OK(symbolon_mark_key_new(secret, bytes(tenant), strlen(tenant), (uint32_t)json_number(row, "epoch"), &key, NULL));
    OK(symbolon_mark_key_derive(key, bytes(code), strlen(code), bytes(date), strlen(date), bytes(line), strlen(line),
                                given, mark, NULL));
    WANT(same(mark, sizeof mark, wanted));
    OK(symbolon_mark_key_check(key, bytes(code), strlen(code), bytes(date), strlen(date), bytes(line), strlen(line),
                               given, bytes(wanted), strlen(wanted), &answer, NULL));
    WANT(answer == SYMBOLON_MARK_MATCH);
    symbolon_mark_key_free(key);
}

/* A batch gets the vector's root and certificate, and proves that its last code belongs to it. */
static void check_certificate(const json *row) {
    uint8_t seed[32], signer[SYMBOLON_SUITE_KEY_MAX], root[SYMBOLON_ROOT_BYTES], wanted_root[SYMBOLON_ROOT_BYTES];
    uint8_t wanted[512], wanted_proof[SYMBOLON_PROOF_MAX], out[SYMBOLON_PROOF_MAX];
    const char *codes = json_text(row, "codes"), *name = json_text(row, "name"), *code = json_text(row, "code");
    symbolon_batch_builder *builder = NULL;
    const symbolon_batch *batch = NULL;
    const symbolon_certificate *certificate = NULL;
    const symbolon_secret_key *key = NULL;
    const symbolon_issuer *issuer = NULL;
    size_t len, signer_len, wanted_len = json_hex(row, "certificate", wanted, sizeof wanted);
    size_t proof_len = json_hex(row, "proof", wanted_proof, sizeof wanted_proof);
    uint64_t count;
    int64_t time = strtoll(json_text(row, "time"), NULL, 10);

    OK(symbolon_batch_builder_new(&builder));
    for (const char *end; *codes; codes = *end ? end + 1 : end) {
        size_t offsets[2] = {0, strcspn(codes, "|")};
        symbolon_status status;
        end = codes + offsets[1];
        OK(symbolon_batch_builder_add_batch(builder, bytes(codes), offsets, 1, &status));
        WANT(status == SYMBOLON_OK);
    }
    OK(symbolon_batch_builder_finish(builder, &batch, NULL));
    OK(symbolon_batch_root(batch, root, &count));
    WANT(json_hex(row, "root", wanted_root, sizeof wanted_root) == sizeof root);
    WANT(!memcmp(root, wanted_root, sizeof root));
    WANT(json_hex(row, "seed", seed, sizeof seed) == sizeof seed);
    OK(symbolon_secret_key_from_seed(seed, &key));
    OK(symbolon_secret_key_suite_key(key, signer, sizeof signer, &signer_len));
    OK(symbolon_issuer_new(key, &issuer));
    OK(symbolon_certificate_sign(batch, issuer, bytes(name), strlen(name), time, out, sizeof out, &len, NULL));
    WANT(len == wanted_len && !memcmp(out, wanted, len));
    OK(symbolon_certificate_open(wanted, wanted_len, signer, signer_len, &certificate, NULL));
    OK(symbolon_batch_proof(batch, bytes(code), strlen(code), out, sizeof out, &len, NULL));
    WANT(len == proof_len && !memcmp(out, wanted_proof, len));
    OK(symbolon_certificate_includes(certificate, bytes(code), strlen(code), wanted_proof, proof_len, NULL));
    symbolon_certificate_free(certificate);
    symbolon_issuer_free(issuer);
    symbolon_secret_key_free(key);
    symbolon_batch_free(batch);
    symbolon_batch_builder_free(builder);
}

typedef struct {
    uint8_t bytes[2048];
    size_t len;
} bulk_file;

static int32_t keep(void *user, const uint8_t *more, size_t len) {
    bulk_file *file = user;
    if (len > sizeof file->bytes - file->len) return 28;
    memcpy(file->bytes + file->len, more, len);
    file->len += len;
    return 0;
}

/* An index range is written as the vector's file. */
static void check_bulk(const json *row) {
    uint8_t master[32], key[32], seed[32], wanted[2048];
    const char *gtin = json_text(row, "gtin"), *slot = json_text(row, "slot");
    const char *attributes = json_text(row, "attributes");
    const symbolon_series *series = NULL;
    const symbolon_secret_key *secret = NULL;
    const symbolon_issuer *issuer = NULL;
    const symbolon_bulk *bulk = NULL;
    symbolon_bulk_job job = {.size = sizeof job,
                             .layout = SYMBOLON_LAYOUT_BINARY,
                             .first = json_number(row, "first"),
                             .n = json_number(row, "count")};
    bulk_file file = {.len = 0};
    size_t wanted_len = json_hex(row, "file", wanted, sizeof wanted);

    WANT(json_hex(row, "master", master, sizeof master) == sizeof master);
    WANT(json_hex(row, "seed", seed, sizeof seed) == sizeof seed);
    OK(symbolon_series_key(master, bytes(gtin), strlen(gtin), bytes(slot), strlen(slot), key, NULL));
    OK(symbolon_series_new(key, bytes(gtin), strlen(gtin), bytes(slot), strlen(slot), NULL, &series, NULL));
    OK(symbolon_secret_key_from_seed(seed, &secret));
    OK(symbolon_issuer_new(secret, &issuer));
    OK(symbolon_bulk_new(json_number(row, "signed") ? issuer : NULL, series, bytes(attributes), strlen(attributes),
                         SYMBOLON_CARRIER_ELEMENT_STRING, NULL, 0, &bulk, NULL));
    OK(symbolon_bulk_write(bulk, &job, keep, NULL, &file, NULL));
    WANT(file.len == wanted_len && !memcmp(file.bytes, wanted, wanted_len));
    symbolon_bulk_free(bulk);
    symbolon_issuer_free(issuer);
    symbolon_secret_key_free(secret);
    symbolon_series_free(series);
}

static void check_file(const char *folder, const char *name, void (*check)(const json *)) {
    char path[4096];
    json row;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    json_open(&row, path);
    checks = 0;
    while (json_next(&row)) check(&row);
    printf("%-16s %3d vectors, %4d checks\n", name, row.row, checks);
    if (!row.row) json_fail(&row, "holds no vector");
    json_close(&row);
}

int main(int argc, char **argv) {
    const char *folder = argc > 1 ? argv[1] : "tests/vectors";
    if (symbolon_abi() >> 16 != SYMBOLON_ABI_MAJOR) return 2;
    check_file(folder, "serial.json", check_serial);
    check_file(folder, "carrier.json", check_carrier);
    check_file(folder, "message.json", check_message);
    check_file(folder, "mark.json", check_mark);
    check_file(folder, "certificate.json", check_certificate);
    check_file(folder, "bulk.json", check_bulk);
    return 0;
}
