/* From a production order to a verified pallet, in C: keys, codes, symbols drawn and read back, hidden marks, packing,
 * verification, and one scan that leads from an item to its pallet.
 *
 *     line [label.pbm]
 *
 * Prints what happened; the exit code is not 0 if anything was not as it had to be. Build: examples/c/run.sh. */

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbolon.h"

enum {
    PALLETS = 1,
    CASES = 3 * PALLETS,  /* 3 cases on a pallet */
    BOXES = 4 * CASES,    /* 4 boxes in a case */
    ITEMS = 10 * BOXES,   /* 10 items in a box */
    UNITS = ITEMS + BOXES + CASES + PALLETS,
    STRIDE = 224          /* room for one signed code */
};

static const char *const ITEM_GTIN = "09506000134352";
static const char *const PREFIX = "9506000";
static const char *const DATE = "2028.11.30";
static const char *const LINE = "LINE-3";
static const int64_t NOW = 1795000000; /* your clock, seconds since 1970 UTC */

static const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

/* The call succeeds. */
#define OK(call) expect((call), SYMBOLON_OK, #call, __LINE__)
/* The call is refused with this status. */
#define REFUSED(status, call) expect((call), status, #call, __LINE__)
/* The condition holds. */
#define WANT(holds) expect((holds) ? SYMBOLON_OK : -1, SYMBOLON_OK, #holds, __LINE__)

static void expect(symbolon_status found, symbolon_status wanted, const char *what, int line) {
    if (found == wanted) return;
    fprintf(stderr, "line %d: %s\n  gave %" PRId32 " (%s) and not %" PRId32 "\n", line, what, found,
            symbolon_status_text(found, SYMBOLON_LANGUAGE_EN), wanted);
    exit(1);
}

/* Codes of one level: flat bytes and offsets, as the batch calls take them. */
typedef struct {
    uint8_t *bytes;
    size_t *offsets;
    size_t n;
} codes;

static void *room(size_t size) {
    void *memory = calloc(1, size);
    if (!memory) exit(3);
    return memory;
}

static codes codes_new(size_t n) {
    codes made = {room(n * STRIDE), room((n + 1) * sizeof(size_t)), 0};
    return made;
}

static void codes_add(codes *all, const uint8_t *code, size_t len) {
    memcpy(all->bytes + all->offsets[all->n], code, len);
    all->offsets[all->n + 1] = all->offsets[all->n] + len;
    all->n++;
}

static void codes_free(codes *all) {
    free(all->bytes);
    free(all->offsets);
}

static const uint8_t *code_at(const codes *all, size_t i) { return all->bytes + all->offsets[i]; }
static size_t code_len(const codes *all, size_t i) { return all->offsets[i + 1] - all->offsets[i]; }

/* Randomness of an example: the same in every run. Yours comes from the system. */
static void fill_random(uint8_t *out, size_t len) {
    static uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < len; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out[i] = (uint8_t)(state >> 32);
    }
}

/* The GTIN of a packaging of the item: another indicator digit, another check digit. */
static void packaging_gtin(char indicator, char out[15]) {
    memcpy(out, ITEM_GTIN, 14);
    out[0] = indicator;
    OK(symbolon_gs1_check_digit(bytes(out), 13, (uint8_t *)out + 13, NULL));
    out[14] = 0;
}

/* Issues `n` signed codes of one trade item. */
static codes issue(const symbolon_issuer *issuer, symbolon_verifier *verifier, const uint8_t *master, const char *gtin,
                   size_t n) {
    static const char attributes[] = "10LOT-7\x1D" "17281130";
    uint8_t key[SYMBOLON_SECRET_BYTES], *flat = room(n * STRIDE);
    size_t *lens = room(n * sizeof *lens);
    symbolon_status *statuses = room(n * sizeof *statuses);
    const symbolon_series *series = NULL;
    codes all = codes_new(n);

    OK(symbolon_series_key(master, bytes(gtin), strlen(gtin), bytes("07"), 2, key, NULL));
    OK(symbolon_series_new(key, bytes(gtin), strlen(gtin), bytes("07"), 2, NULL, &series, NULL));
    OK(symbolon_verifier_add_series(verifier, series));
    OK(symbolon_issuer_issue_batch(issuer, series, 0, n, bytes(attributes), strlen(attributes), flat, STRIDE, lens,
                                   statuses, NULL));
    for (size_t i = 0; i < n; i++) {
        OK(statuses[i]);
        codes_add(&all, flat + i * STRIDE, lens[i]);
    }
    symbolon_series_free(series);
    free(flat);
    free(lens);
    free(statuses);
    return all;
}

/* Signs the codes of `n` pallets, which carry SSCCs. */
static codes issue_pallets(const symbolon_issuer *issuer, size_t n) {
    symbolon_sscc_allocator *allocator = NULL;
    codes all = codes_new(n);
    uint64_t left;

    OK(symbolon_sscc_allocator_new(3, bytes(PREFIX), strlen(PREFIX), 1, 1 + n, &allocator, NULL));
    for (size_t i = 0; i < n; i++) {
        uint8_t code[2 + SYMBOLON_SSCC_BYTES] = "00", out[STRIDE];
        size_t len;
        OK(symbolon_sscc_allocator_allocate(allocator, code + 2));
        OK(symbolon_issuer_sign(issuer, code, sizeof code, out, sizeof out, &len, NULL));
        codes_add(&all, out, len);
    }
    OK(symbolon_sscc_allocator_position(allocator, &(uint64_t){0}, &left));
    WANT(left == 0);
    symbolon_sscc_allocator_free(allocator);
    return all;
}

/* Draws an item's compact URL as QR, looks at the dots as a camera would, and reads the same text back. */
static void draw_and_read(const codes *items, const char *file) {
    uint8_t url[1024], gs1[65536];
    size_t url_len, dots_len, gs1_len, count, text_len;
    symbolon_symbol_options options = {.size = sizeof options, .dots_per_module = 6};
    symbolon_raster_shape shape = {.size = sizeof shape};
    symbolon_symbol_size qr = {.size = sizeof qr}, matrix = {.size = sizeof matrix};
    symbolon_found found[4];
    uint8_t *dots, *grey, text[1024];
    symbolon_status status;

    OK(symbolon_code_convert(code_at(items, 0), code_len(items, 0), SYMBOLON_CARRIER_COMPACT, bytes("HTTPS://T.CN"), 12,
                             url, sizeof url, &url_len, NULL));
    OK(symbolon_qr_size(url, url_len, &options, &qr));
    REFUSED(SYMBOLON_E_BUFFER, symbolon_qr_raster(url, url_len, &options, NULL, 0, &dots_len, &shape));
    WANT(shape.width == (qr.width + 8) * options.dots_per_module);
    dots = room(dots_len);
    OK(symbolon_qr_raster(url, url_len, &options, dots, dots_len, &dots_len, &shape));

    options.fnc1 = 1;
    OK(symbolon_datamatrix_size(code_at(items, 0), code_len(items, 0), &options, &matrix));
    OK(symbolon_datamatrix_png(code_at(items, 0), code_len(items, 0), &options, gs1, sizeof gs1, &gs1_len));
    printf("label      QR %" PRIu32 "x%" PRIu32 " version %" PRIu32 ", GS1 Data Matrix %" PRIu32 "x%" PRIu32 "\n", qr.width,
           qr.height, qr.version, matrix.width, matrix.height);
    if (file) {
        FILE *out = fopen(file, "wb");
        WANT(out != NULL);
        fprintf(out, "P4\n%" PRIu32 " %" PRIu32 "\n", shape.width, shape.height);
        WANT(fwrite(dots, 1, dots_len, out) == dots_len && !fclose(out));
    }

    grey = room((size_t)shape.width * shape.height);
    for (uint32_t y = 0; y < shape.height; y++)
        for (uint32_t x = 0; x < shape.width; x++)
            grey[(size_t)y * shape.width + x] = dots[(size_t)y * shape.stride + x / 8] >> (7 - x % 8) & 1 ? 20 : 230;
    status = symbolon_read_qr(grey, (size_t)shape.width * shape.height, shape.width, shape.height, shape.width, found, 4,
                              &count, text, sizeof text, &text_len);
    if (status == SYMBOLON_E_UNSUPPORTED) {
        printf("read       not in this build\n");
    } else {
        OK(status);
        WANT(count == 1 && found[0].version == qr.version && text_len == url_len && !memcmp(text, url, url_len));
        printf("read       %zu bytes back, corners (%.1f, %.1f) to (%.1f, %.1f)\n", text_len, found[0].corners[0],
               found[0].corners[1], found[0].corners[4], found[0].corners[5]);
    }
    free(grey);
    free(dots);
}

/* Enrolls a roll of marks, binds one to each item, and lets a consumer try. */
static void pair_marks(const codes *items) {
    uint8_t key[SYMBOLON_SECRET_BYTES], *random = room(items->n * SYMBOLON_MARK_RANDOM_BYTES);
    uint8_t *marks = room(items->n * SYMBOLON_MARK_BYTES);
    symbolon_status *statuses = room(items->n * sizeof *statuses);
    symbolon_register *pairs = NULL;
    symbolon_pair_counts counts = {.size = sizeof counts};
    symbolon_guess_state guesses = {0};
    uint32_t answer, tries = 0;
    int64_t time;

    fill_random(key, sizeof key);
    fill_random(random, items->n * SYMBOLON_MARK_RANDOM_BYTES);
    OK(symbolon_mark_from_random(random, items->n, marks));
    OK(symbolon_register_new(key, &pairs));
    OK(symbolon_register_enroll(pairs, marks, items->n, NULL));
    OK(symbolon_register_bind_batch(pairs, items->bytes, items->offsets, items->n, marks, statuses));
    for (size_t i = 0; i < items->n; i++) OK(statuses[i]);
    OK(symbolon_register_activate_batch(pairs, items->bytes, items->offsets, items->n, marks, statuses));
    for (size_t i = 0; i < items->n; i++) OK(statuses[i]);

    OK(symbolon_register_check(pairs, code_at(items, 1), code_len(items, 1), marks + SYMBOLON_MARK_BYTES,
                               SYMBOLON_MARK_BYTES, &answer, NULL));
    WANT(answer == SYMBOLON_MARK_MATCH);
    for (;;) { /* somebody tries the mark of item 0 on item 1, again and again */
        OK(symbolon_guess_admit(0, 0, &guesses, NOW, &answer, &time));
        if (answer == SYMBOLON_GUESS_LOCKED) break;
        OK(symbolon_register_check(pairs, code_at(items, 1), code_len(items, 1), marks, SYMBOLON_MARK_BYTES, &answer, NULL));
        WANT(answer == SYMBOLON_MARK_NO_MATCH);
        tries++;
    }
    OK(symbolon_register_counts(pairs, &counts));
    WANT(tries == 5 && counts.activated == items->n && counts.unbound == 0);
    printf("marks      %" PRIu64 " bound and activated; a guesser was locked out after %" PRIu32 " tries\n",
           counts.activated, tries);
    symbolon_register_free(pairs);
    free(random);
    free(marks);
    free(statuses);
}

/* Packs `per` children at a time into the next container, in line order. */
static void pack_level(symbolon_forest *forest, uint32_t first_child, size_t children, uint32_t first_parent, size_t per) {
    for (size_t i = 0; i < children; i += per) {
        uint32_t list[64];
        for (size_t j = 0; j < per; j++) list[j] = first_child + (uint32_t)(i + j);
        OK(symbolon_forest_pack(forest, first_parent + (uint32_t)(i / per), list, per, NULL));
    }
}

static symbolon_forest *pack_all(const codes all[4], uint32_t first[4]) {
    symbolon_forest_options rules = {.size = sizeof rules,
                                     .box_capacity = ITEMS / BOXES,
                                     .case_capacity = BOXES / CASES,
                                     .pallet_capacity = CASES / PALLETS};
    symbolon_forest *forest = NULL;
    symbolon_error where = {.size = sizeof where};
    uint32_t answer;

    OK(symbolon_forest_new(&rules, &forest));
    for (uint32_t level = 0; level < 4; level++)
        OK(symbolon_forest_add_batch(forest, all[level].bytes, all[level].offsets, all[level].n, level + 1, &first[level],
                                     NULL));
    for (uint32_t level = 0; level < 3; level++)
        pack_level(forest, first[level], all[level].n, first[level + 1], all[level].n / all[level + 1].n);

    REFUSED(SYMBOLON_E_ALREADY_PACKED, symbolon_forest_pack(forest, first[1], &first[0], 1, &where));
    WANT(where.item == 0);
    REFUSED(SYMBOLON_E_LEVEL_ORDER, symbolon_forest_pack(forest, first[3], &first[1], 1, &where));
    OK(symbolon_forest_check(forest, &answer, NULL));
    WANT(answer == SYMBOLON_FOREST_SOUND);
    return forest;
}

/* Verifies all that stands on a pallet, and a forgery beside it. */
static void verify_pallet(const symbolon_verifier *verifier, const codes all[4]) {
    size_t genuine = 0;
    for (int level = 0; level < 4; level++) {
        symbolon_verification *answers = room(all[level].n * sizeof *answers);
        OK(symbolon_verifier_verify_batch(verifier, all[level].bytes, all[level].offsets, all[level].n, NOW, answers,
                                          sizeof *answers));
        for (size_t i = 0; i < all[level].n; i++) genuine += answers[i].verdict == SYMBOLON_VERDICT_GENUINE;
        free(answers);
    }
    WANT(genuine == UNITS);

    symbolon_verification answer = {.size = sizeof answer};
    uint8_t forged[STRIDE];
    size_t len = code_len(&all[0], 0);
    memcpy(forged, code_at(&all[0], 0), len);
    forged[len - 5] ^= 1; /* a letter of the signature */
    OK(symbolon_verifier_verify(verifier, forged, len, NOW, &answer));
    WANT(answer.verdict == SYMBOLON_VERDICT_FORGED || answer.verdict == SYMBOLON_VERDICT_NOT_A_CODE);
    printf("verify     %zu of %d genuine; a changed one: %s\n", genuine, UNITS, symbolon_verdict_text(answer.verdict));
}

/* A consumer scans the link of one item; the forest says where it is, and what is beside it. */
static void resolve(const symbolon_forest *forest, const codes *items, size_t which) {
    uint8_t link[1024], name[SYMBOLON_IDENTITY_MAX];
    uint32_t unit, root, path[SYMBOLON_PATH_MAX], *leaves, counts[SYMBOLON_LEVELS];
    size_t len, depth;

    OK(symbolon_code_convert(code_at(items, which), code_len(items, which), SYMBOLON_CARRIER_DIGITAL_LINK,
                             bytes("https://id.example.com"), 22, link, sizeof link, &len, NULL));
    OK(symbolon_forest_find(forest, link, len, &unit, NULL));
    WANT(unit == which);
    OK(symbolon_forest_path(forest, unit, path, SYMBOLON_PATH_MAX, &depth));
    OK(symbolon_forest_root(forest, unit, &root));
    WANT(depth == 4 && path[3] == root);
    OK(symbolon_forest_identity(forest, root, name, sizeof name, &len));
    printf("resolve    item %zu is on pallet %.*s", which, (int)len, (const char *)name);

    REFUSED(SYMBOLON_E_BUFFER, symbolon_forest_leaves(forest, root, NULL, 0, &len));
    leaves = room(len * sizeof *leaves);
    OK(symbolon_forest_leaves(forest, root, leaves, len, &len));
    OK(symbolon_forest_counts(forest, root, counts));
    WANT(len == ITEMS && leaves[which] == unit);
    WANT(counts[0] == ITEMS && counts[1] == BOXES && counts[2] == CASES && counts[3] == 0);
    printf(" with %zu items in %" PRIu32 " boxes in %" PRIu32 " cases\n", len, counts[1], counts[2]);
    free(leaves);
}

int main(int argc, char **argv) {
    uint8_t master[SYMBOLON_SECRET_BYTES], seed[SYMBOLON_SECRET_BYTES], public_key[SYMBOLON_PUBLIC_KEY_BYTES];
    uint8_t key_id[SYMBOLON_KEY_ID_BYTES];
    const symbolon_secret_key *key = NULL;
    const symbolon_issuer *issuer = NULL;
    symbolon_verifier *verifier = NULL;
    symbolon_forest *forest;
    const size_t scope[] = {0, 7};
    char box[15], crate[15];
    uint32_t first[4];

    if (symbolon_abi() >> 16 != SYMBOLON_ABI_MAJOR) return 2;
    printf("symbolon   %s, ABI %" PRIu32 ".%" PRIu32 "\n", symbolon_version(), symbolon_abi() >> 16, symbolon_abi() & 0xFFFF);

    fill_random(master, sizeof master);
    fill_random(seed, sizeof seed);
    OK(symbolon_secret_key_from_seed(seed, &key));
    OK(symbolon_secret_key_public(key, public_key));
    OK(symbolon_issuer_new(key, &issuer));
    OK(symbolon_verifier_new(NULL, &verifier));
    OK(symbolon_verifier_add_key(verifier, public_key, NOW - 86400, NOW + 86400, bytes(PREFIX), scope, 1, key_id, NULL));
    printf("key        %.8s\n", (const char *)key_id);

    packaging_gtin('1', box);
    packaging_gtin('2', crate);
    codes all[4] = {issue(issuer, verifier, master, ITEM_GTIN, ITEMS), issue(issuer, verifier, master, box, BOXES),
                    issue(issuer, verifier, master, crate, CASES), issue_pallets(issuer, PALLETS)};
    printf("issued     %d items, %d boxes, %d cases, %d pallet\n", ITEMS, BOXES, CASES, PALLETS);

    draw_and_read(&all[0], argc > 1 ? argv[1] : NULL);
    pair_marks(&all[0]);
    forest = pack_all(all, first);
    verify_pallet(verifier, all);
    resolve(forest, &all[0], 77);

    uint8_t mark[SYMBOLON_MARK_BYTES]; /* the other kind of hidden mark, derived and stored nowhere */
    const symbolon_mark_key *derive = NULL;
    OK(symbolon_mark_key_new(master, bytes("brand"), 5, 1, &derive, NULL));
    OK(symbolon_mark_key_derive(derive, code_at(&all[0], 0), code_len(&all[0], 0), bytes(DATE), strlen(DATE), bytes(LINE),
                                strlen(LINE), NULL, mark, NULL));
    printf("derived    mark of item 0: %.11s\n", (const char *)mark);

    symbolon_mark_key_free(derive);
    symbolon_forest_free(forest);
    symbolon_verifier_free(verifier);
    symbolon_issuer_free(issuer);
    symbolon_secret_key_free(key);
    for (int level = 0; level < 4; level++) codes_free(&all[level]);
    return 0;
}
