/* symbolon: one-item-one-code traceability. Written by cbindgen from src/capi; do not edit.
 *
 * Statuses
 *   A function that can fail returns a symbolon_status: 0 is done, 1 to 99 a fault of the call, 101 and above a refusal
 *   (1xx the input's form, 2xx authenticity, 3xx hierarchy, 4xx hidden marks, 5xx symbols, 6xx the journal, 7xx a line
 *   session). What a function writes is written only when it returns SYMBOLON_OK, unless it says otherwise. Any function
 *   may return SYMBOLON_E_NULL, SYMBOLON_E_ALIGN, SYMBOLON_E_PANIC, and one that takes a handle SYMBOLON_E_POISONED.
 *   An answer is no status: a false code, a wrong mark, a serial of others give SYMBOLON_OK, and the answer through a
 *   pointer. No answer that lets something pass is 0, so zeroed memory never reads as one.
 *   `info`, where there is one, may be NULL; otherwise it says where it went wrong.
 *
 * Pointers
 *   A pointer to data is valid and aligned for all that the function reads or writes, and nobody else writes to it during
 *   the call. What is read and what is written do not overlap. NULL is refused, except where a function says so and
 *   for (NULL, 0), which is empty. Nothing of yours is kept after the call, unless a function says so.
 *
 * Buffers (buf, cap, *len)
 *   `cap` is the room in elements. `*len` is always what is needed, also with SYMBOLON_E_BUFFER; a buffer that is too
 *   short is left untouched. (NULL, 0) asks for the length. Nothing is NUL-terminated: codes hold the byte 0x1D and texts
 *   have lengths.
 *
 * Batches (bytes, offsets, n)
 *   Input i is bytes[offsets[i]] to bytes[offsets[i + 1]], exclusive; there are n + 1 ascending offsets. Output i lies at
 *   `buf + i * stride` with its length in `lens[i]`; its status stands in `statuses[i]`: one bad item fails nothing but
 *   itself. An output longer than `stride` is left out, with SYMBOLON_E_BUFFER as its status.
 *
 * Handles
 *   A `_new` gives a handle, its `_free` takes it back; freeing NULL is a no-op. A handle is used only with functions of
 *   its type, and not after it was freed. After SYMBOLON_E_PANIC in a call that changes it, it is poisoned.
 *
 * Threads
 *   There is no global state. A handle passed as `const` may be used by any number of threads at once, as long as no call
 *   takes it without `const`; such a call must be the only one on it.
 *
 * Sized structs
 *   They begin with `uint32_t size`: zero the struct, set `size` to its sizeof, then the fields. Zero is the default.
 *
 * Panics
 *   A panic inside the library becomes SYMBOLON_E_PANIC. Rust writes a note on it to stderr first.
 */


#ifndef SYMBOLON_H
#define SYMBOLON_H

#include <stddef.h>
#include <stdint.h>

/* Define SYMBOLON_STATIC where the static library is linked. */
#if !defined(SYMBOLON_API)
#if defined(SYMBOLON_STATIC)
#define SYMBOLON_API
#elif defined(_WIN32)
#define SYMBOLON_API __declspec(dllimport)
#elif defined(__GNUC__)
#define SYMBOLON_API __attribute__((visibility("default")))
#else
#define SYMBOLON_API
#endif
#endif

#if defined(__GNUC__)
#define SYMBOLON_WARN_UNUSED __attribute__((warn_unused_result))
#else
#define SYMBOLON_WARN_UNUSED
#endif


// Major version of the C ABI: what is built against another major does not fit.
#define SYMBOLON_ABI_MAJOR 0

// Minor version of the C ABI: what is built against a smaller or the same minor fits.
#define SYMBOLON_ABI_MINOR 1

// English, for `symbolon_status_text`.
#define SYMBOLON_LANGUAGE_EN 1

// Chinese, simplified, for `symbolon_status_text`.
#define SYMBOLON_LANGUAGE_ZH 2

// `at` and `item` of `symbolon_error` where the status names no place.
#define SYMBOLON_NO_PLACE 4294967295

// Digits of an SSCC.
#define SYMBOLON_SSCC_BYTES 18

// The longest code that any function reads, in bytes.
#define SYMBOLON_CODE_MAX 4096

// The longest identity, in bytes.
#define SYMBOLON_IDENTITY_MAX 38

// Carrier: GS1 element string, FNC1 as 0x1D between elements, for Data Matrix and GS1 QR.
#define SYMBOLON_CARRIER_ELEMENT_STRING 1

// Carrier: GS1 Digital Link URI.
#define SYMBOLON_CARRIER_DIGITAL_LINK 2

// Carrier: compact URL, for the smallest QR.
#define SYMBOLON_CARRIER_COMPACT 3

// Bytes of every secret, seed and symmetric key.
#define SYMBOLON_SECRET_BYTES 32

// The longest serial, in characters.
#define SYMBOLON_SERIAL_MAX 20

// The series sealed this serial.
#define SYMBOLON_SEALED_YES 1

// The series never gave this serial, or it is no serial at all.
#define SYMBOLON_SEALED_NO 2

// One key for everything. Only the series key reads indices.
#define SYMBOLON_SERIES_FORMAT_1 1

// An index key of its own for those who read indices and do not seal, and many serials at once.
#define SYMBOLON_SERIES_FORMAT_2 2

// The serial has the series' form; whether it is genuine is not said.
#define SYMBOLON_INDEX_READ 1

// A serial of another form, or no serial at all.
#define SYMBOLON_INDEX_NONE 2

// The serial has been handed out by this pool.
#define SYMBOLON_DRAWN_YES 1

// It has not, or is no serial at all.
#define SYMBOLON_DRAWN_NO 2

// Bytes of an Ed25519 public key (RFC 8032).
#define SYMBOLON_PUBLIC_KEY_BYTES 32

// Bytes of a signature, in every suite.
#define SYMBOLON_SIGNATURE_BYTES 64

// Characters of a key id, without NUL.
#define SYMBOLON_KEY_ID_BYTES 8

// Bytes that every PEM of a key fits into.
#define SYMBOLON_PEM_MAX 256

// CSV (RFC 4180): index, serial, code.
#define SYMBOLON_LAYOUT_CSV 1

// The binary format drawn in src/trust/binary.rs.
#define SYMBOLON_LAYOUT_BINARY 2

// A ZPL II printer job, one label with a Data Matrix for each code.
#define SYMBOLON_LAYOUT_ZPL 3

// Bytes of a root.
#define SYMBOLON_ROOT_BYTES 32

// The longest proof that a code belongs to a batch, in bytes.
#define SYMBOLON_PROOF_MAX 1033

// The longest proof that a code does not belong to a batch, in bytes.
#define SYMBOLON_ABSENCE_MAX 2121

// The longest name of a batch, in bytes.
#define SYMBOLON_BATCH_NAME_MAX 64

// The proof shows that the code does not belong to the batch, if whoever certified it was honest.
#define SYMBOLON_ABSENT_SHOWN 1

// The proof shows nothing.
#define SYMBOLON_ABSENT_NOT_SHOWN 2

// The codes are those of the batch, each once.
#define SYMBOLON_BATCH_EXACT 1

// The codes are those of the batch, some of them more than once.
#define SYMBOLON_BATCH_REPEATED 2

// Codes are missing, or others are among them.
#define SYMBOLON_BATCH_OTHER 3

// The most units of a note with a filter.
#define SYMBOLON_FILTERED_MAX 1000000

// The unit may lie in the container: so does one stranger in 128.
#define SYMBOLON_CONTAINED_MAYBE 1

// The unit does not lie in the container; certain.
#define SYMBOLON_CONTAINED_NOT 2

// The note has no filter, or the code is none: ask for a proof.
#define SYMBOLON_CONTAINED_UNKNOWN 3

// Not decided: what zeroed memory says. No call answers it.
#define SYMBOLON_VERDICT_NONE 0

// Signed by a key that is believed, for this identity, at this time; and sealed by us where that can be told.
#define SYMBOLON_VERDICT_GENUINE 1

// The text is no serial code at all; `form_status` and `form_at` say why.
#define SYMBOLON_VERDICT_NOT_A_CODE 2

// A serial code without a proof of ours.
#define SYMBOLON_VERDICT_UNSIGNED 3

// It names a key that the verifier does not hold.
#define SYMBOLON_VERDICT_UNKNOWN_KEY 4

// It names a key that is believed no more.
#define SYMBOLON_VERDICT_REVOKED 5

// It names a key that is not believed at this time.
#define SYMBOLON_VERDICT_OUT_OF_WINDOW 6

// It names a key that may not speak for this identity.
#define SYMBOLON_VERDICT_OUT_OF_SCOPE 7

// Its serial was not sealed by us.
#define SYMBOLON_VERDICT_NOT_SEALED 8

// The signature is false.
#define SYMBOLON_VERDICT_FORGED 9

// The code itself, or its range, is believed no more.
#define SYMBOLON_VERDICT_CODE_REVOKED 10

// Its serial lies in no range that was leased to whoever signed it.
#define SYMBOLON_VERDICT_OUT_OF_LEASE 11

// Signed and believed, and called back.
#define SYMBOLON_VERDICT_RECALLED 12

// Codes without a proof are not believed.
#define SYMBOLON_UNSIGNED_REFUSE 0

// Codes without a proof are believed if their serial opens under a series that the verifier holds.
#define SYMBOLON_UNSIGNED_ACCEPT_IF_SEALED 1

// The signature was checked; not set if a cheaper reason was found first.
#define SYMBOLON_FLAG_SIGNATURE_CHECKED 1

// `key_id` holds the key that the code names.
#define SYMBOLON_FLAG_KEY_ID 2

// `index` holds the index of the sealed serial.
#define SYMBOLON_FLAG_INDEX 4

// The key is compromised and its root vouches for this serial, which the verifier opened: believe no other element.
#define SYMBOLON_FLAG_VOUCHED 8

// Ed25519 (RFC 8032). In every build.
#define SYMBOLON_SUITE_ED25519 1

// ECDSA over NIST P-256 with SHA-256 (FIPS 186-5), r and s of 32 bytes each. In builds with feature `p256`.
#define SYMBOLON_SUITE_P256 2

// SM2 with SM3 (GB/T 32918.2) under the identity 1234567812345678, r and s of 32 bytes each. In builds with feature
// `sm2`.
#define SYMBOLON_SUITE_SM2 3

// The most bytes of a suite key: one byte SYMBOLON_SUITE_x, then the public key: 32 bytes of RFC 8032 (Ed25519), or 33 of
// a compressed point (SEC 1).
#define SYMBOLON_SUITE_KEY_MAX 34

// Bytes that every PEM of a sealed key fits into.
#define SYMBOLON_SEALED_PEM_MAX 512

// Bytes of randomness that sealing a key takes: 16 of salt, 16 of the initialisation vector.
#define SYMBOLON_SALT_AND_IV_BYTES 32

// The most bytes of a name in a grant.
#define SYMBOLON_GRANT_NAME_MAX 64

// The longest lease, in bytes.
#define SYMBOLON_LEASE_MAX 256

// Bytes of the cursor that says how far a lease has been drawn.
#define SYMBOLON_CURSOR_BYTES 42

// The longest receipt, in bytes.
#define SYMBOLON_RECEIPT_MAX 256

// The sighting carries a signature: `key_id` says whose.
#define SYMBOLON_SIGHTING_SIGNED 1

// The sighting carries a time that its holder does not set: `at`.
#define SYMBOLON_SIGHTING_TIMED 2

// Drawn, as the receipt says, and neither seen nor declared void.
#define SYMBOLON_FINDING_UNACCOUNTED 1

// Neither seen nor declared void, and no receipt says whether it was drawn.
#define SYMBOLON_FINDING_NO_RECEIPT 2

// Commissioned more than once under one signer.
#define SYMBOLON_FINDING_REPEATED 3

// Commissioned more than once, by several signers or under several leases of one.
#define SYMBOLON_FINDING_SHARED 4

// Used, and in no lease of the series.
#define SYMBOLON_FINDING_NO_LEASE 5

// Used, and leased to the holders of other keys only.
#define SYMBOLON_FINDING_WRONG_KEY 6

// Used, though a receipt had returned it.
#define SYMBOLON_FINDING_RETURNED 7

// Used beyond the quota.
#define SYMBOLON_FINDING_BEYOND_QUOTA 8

// Used outside the lease's time.
#define SYMBOLON_FINDING_OUT_OF_TIME 9

// Leased twice.
#define SYMBOLON_FINDING_OVERLAP 10

// A receipt of a lease that is not known here.
#define SYMBOLON_FINDING_RECEIPT_UNKNOWN 11

// A receipt that names a lease and the digest of another.
#define SYMBOLON_FINDING_RECEIPT_DIGEST 12

// A receipt signed by another than the lease's holder.
#define SYMBOLON_FINDING_RECEIPT_HOLDER 13

// A receipt that claims more than the quota.
#define SYMBOLON_FINDING_RECEIPT_QUOTA 14

// A receipt that differs from another one of the same lease.
#define SYMBOLON_FINDING_RECEIPT_CONFLICT 15

// Nobody is to answer for it, by what is known.
#define SYMBOLON_BLAME_NOBODY 1

// The holder of the key `signer`: its signature proves it.
#define SYMBOLON_BLAME_SIGNER 2

// Who granted the leases.
#define SYMBOLON_BLAME_GRANTER 3

// In use.
#define SYMBOLON_STANDING_GOOD 0

// It signs no more since a time; what it signed lives on.
#define SYMBOLON_STANDING_END_OF_LIFE 1

// Nothing it signed is believed any more.
#define SYMBOLON_STANDING_REVOKED 2

// Somebody else may hold it since a time: nothing it signed is believed, but for serials that a bundle vouches for and
// the verifier's own series open.
#define SYMBOLON_STANDING_COMPROMISED 3

// The brand signed this code.
#define SYMBOLON_ADVICE_SIGNED 1

// The brand issued this serial; the other data on the label is not confirmed.
#define SYMBOLON_ADVICE_SERIAL_ONLY 2

// The brand signed this code, and its expiry date is past.
#define SYMBOLON_ADVICE_EXPIRED 3

// The brand calls this unit back.
#define SYMBOLON_ADVICE_RECALLED 4

// Nothing can be said: the code names nobody who is known and believed here.
#define SYMBOLON_ADVICE_UNCONFIRMED 5

// The code is false, or withdrawn.
#define SYMBOLON_ADVICE_NOT_BELIEVED 6

// This is no code that could be checked.
#define SYMBOLON_ADVICE_NO_CODE 7

// The data behind the answer is due for an update; `symbolon_stale_text` says so.
#define SYMBOLON_CONSUMER_STALE 1

// Characters of a mark as printed, `XXX-XXX-XXX`, without NUL.
#define SYMBOLON_MARK_BYTES 11

// Random bytes that a mark is made of.
#define SYMBOLON_MARK_RANDOM_BYTES 5

// The mark belongs to the code.
#define SYMBOLON_MARK_MATCH 1

// It does not, or there is no such code, or the pair is not active: not told apart.
#define SYMBOLON_MARK_NO_MATCH 2

// The mark is there.
#define SYMBOLON_IMAGE_MATCH 1

// The picture does not decide it: take another one, nearer, sharper, without glare.
#define SYMBOLON_IMAGE_RESCAN 2

// The picture is good enough to see the mark, and it is not there.
#define SYMBOLON_IMAGE_MISMATCH 3

// The try may go on to the check.
#define SYMBOLON_GUESS_ADMITTED 1

// The try must not be checked.
#define SYMBOLON_GUESS_LOCKED 2

// Never enrolled, or a code that never had a mark.
#define SYMBOLON_PAIR_NONE 0

// On the roll, bound to no code.
#define SYMBOLON_PAIR_FREE 1

// Bound to a code, not yet answered with a match.
#define SYMBOLON_PAIR_BOUND 2

// Bound, and answered with a match.
#define SYMBOLON_PAIR_ACTIVATED 3

// Out of use for ever.
#define SYMBOLON_PAIR_VOID 4

// The call changed the register.
#define SYMBOLON_CHANGE_MADE 1

// It was so already: a repeated call is no error.
#define SYMBOLON_CHANGE_ALREADY 2

// Bytes of a name.
#define SYMBOLON_REGISTER_NAME_BYTES 16

// A mark of holes inside a QR symbol.
#define SYMBOLON_IMAGE_LAYER 2

// A patch of micro-dots.
#define SYMBOLON_IMAGE_DOTS 3

// The shapes of the digits of a date.
#define SYMBOLON_IMAGE_DATE 4

// A copy-detection pattern.
#define SYMBOLON_IMAGE_COPY 5

// The name of a roll, chosen once and at random.
#define SYMBOLON_ROLL_ID_BYTES 16

// How far a roll goes: what is anchored of it.
#define SYMBOLON_ROLL_HEAD_BYTES 57

// What is kept of one position.
#define SYMBOLON_ROLL_ROW_BYTES 64

// The link of one position: the last 32 bytes of the head after it.
#define SYMBOLON_ROLL_LINK_BYTES 32

// Both halves are those of the position that follows.
#define SYMBOLON_ROLL_RIGHT 1

// One half is that of the position that follows, the other was not read.
#define SYMBOLON_ROLL_HALF 2

// Neither half was read.
#define SYMBOLON_ROLL_UNREAD 3

// The halves belong to different positions, or one of them to none.
#define SYMBOLON_ROLL_MISPAIRED 4

// What was read belongs to no position within reach: spliced in.
#define SYMBOLON_ROLL_FOREIGN 5

// A pair of a later position. The next label tells whether those between are missing.
#define SYMBOLON_ROLL_EARLY 6

// A pair of an earlier position, which was passed over before.
#define SYMBOLON_ROLL_LATE 7

// A pair whose position came before: a copy.
#define SYMBOLON_ROLL_REPEATED 8

// Error correction of QR: about 7 % of the codewords.
#define SYMBOLON_CORRECTION_L 1

// About 15 %.
#define SYMBOLON_CORRECTION_M 2

// About 25 %.
#define SYMBOLON_CORRECTION_Q 3

// About 30 %.
#define SYMBOLON_CORRECTION_H 4

// No quiet zone at all.
#define SYMBOLON_QUIET_NONE 4294967295

// Text of 3 mm capitals, the least that the guideline for logistic labels allows.
#define SYMBOLON_TEXT_NORMAL 0

// Text of 5 mm capitals.
#define SYMBOLON_TEXT_LARGE 1

// Text of 8 mm capitals.
#define SYMBOLON_TEXT_HUGE 2

// The mask of a QR symbol: the best for each by the rule of ISO/IEC 18004:2015, 7.8.3.1.
#define SYMBOLON_MASK_BEST 0

// The mask of a QR symbol: pattern 000. Those after it follow, up to 8 for pattern 111.
#define SYMBOLON_MASK_000 1

// Look for QR symbols.
#define SYMBOLON_KIND_QR 1

// Look for Data Matrix symbols.
#define SYMBOLON_KIND_DATA_MATRIX 2

// The usual thresholds, in sizes up to the picture's own, light on dark too: clean pictures.
#define SYMBOLON_EFFORT_QUICK 1

// Also modules read off the grey picture along curved grids: blur, glare, shadows, bent labels.
#define SYMBOLON_EFFORT_NORMAL 2

// Also sharpened, softened and enlarged pictures, and a detector more: whatever can be read.
#define SYMBOLON_EFFORT_THOROUGH 3

// Bytes of a payload of a patch.
#define SYMBOLON_DOTS_PAYLOAD_BYTES 17

// Random bytes of its id.
#define SYMBOLON_DOTS_ID_BYTES 8

// Printer dots along a side of a patch: 600 dpi, 8.128 mm.
#define SYMBOLON_DOTS_SIDE 192

// Geometry that can be read: a payload.
#define SYMBOLON_DOTS_CODED 1

// Geometry that can only be verified: bits derived from the visible code.
#define SYMBOLON_DOTS_DERIVED 2

// Dark dots on bright paper.
#define SYMBOLON_INK_DARK 1

// Bright dots on dark paper, as ink glows under UV light.
#define SYMBOLON_INK_BRIGHT 2

// Dots of 600 dpi, digits 3.0 mm high.
#define SYMBOLON_DATE_RASTER_3MM 1

// Dots of 600 dpi, digits 2.0 mm high.
#define SYMBOLON_DATE_RASTER_2MM 2

// Continuous ink-jet, 5 by 7 drops.
#define SYMBOLON_DATE_JET_5X7 3

// Continuous ink-jet, 7 by 9 drops.
#define SYMBOLON_DATE_JET_7X9 4

// 48 by 48 cells of 2 by 2 printer dots: wants a camera of 16 pixels to a millimetre or more.
#define SYMBOLON_COPY_TWO_DOTS 1

// 96 by 96 cells of one printer dot: wants a camera of 24 pixels to a millimetre or more.
#define SYMBOLON_COPY_ONE_DOT 2

// Printer dots along a side of a pattern in either geometry: 600 dpi, 4.06 mm. Keep 8 white dots around it.
#define SYMBOLON_COPY_SIDE 96

// How far from its place a pattern is looked for, in printer dots.
#define SYMBOLON_COPY_SLACK 4

// Level: what a consumer buys.
#define SYMBOLON_LEVEL_ITEM 1

// Level: holds items.
#define SYMBOLON_LEVEL_BOX 2

// Level: holds boxes.
#define SYMBOLON_LEVEL_CASE 3

// Level: holds cases.
#define SYMBOLON_LEVEL_PALLET 4

// No unit: the answer where there is none.
#define SYMBOLON_NO_UNIT 4294967295

// The longest name of a level, in bytes of UTF-8.
#define SYMBOLON_LEVEL_NAME_BYTES 24

// The places of `symbolon_forest_counts`, item first; orders may have more levels.
#define SYMBOLON_LEVELS 4

// The longest path, in units.
#define SYMBOLON_PATH_MAX 8

// Every invariant holds.
#define SYMBOLON_FOREST_SOUND 1

// Bytes of the id of a journal.
#define SYMBOLON_JOURNAL_ID_BYTES 16

// The longest payload of a record in bytes; less where segments are small.
#define SYMBOLON_JOURNAL_PAYLOAD_MAX 65000

// Records become durable when `symbolon_journal_commit` is called, or no more fit into one write.
#define SYMBOLON_COMMIT_CALLER 0

// Every record is durable when `symbolon_journal_append` returns.
#define SYMBOLON_COMMIT_EACH 1

// With every `records` records, and in `symbolon_journal_tick` when one waited for `milliseconds`.
#define SYMBOLON_COMMIT_GROUP 2

// Bytes of a cursor: how far somebody came in a journal.
#define SYMBOLON_JOURNAL_CURSOR_BYTES 72

// Bytes that every proof of a record fits into; below 1 kB up to 2^20 records a checkpoint.
#define SYMBOLON_RECORD_PROOF_MAX 2048

// Every byte holds.
#define SYMBOLON_JOURNAL_WHOLE 1

// Every byte holds but for an end that a loss of power tore: opening the journal cuts it.
#define SYMBOLON_JOURNAL_TORN 2

// Something was changed, removed, inserted or put in another order.
#define SYMBOLON_JOURNAL_DAMAGED 3

// Operation: puts `units` into `unit`; all of them are loose.
#define SYMBOLON_OPERATION_PACK 1

// Operation: puts `number` consecutive units from `other` on into `unit`.
#define SYMBOLON_OPERATION_PACK_RUN 2

// Operation: takes `units` out of their containers.
#define SYMBOLON_OPERATION_UNPACK 3

// Operation: takes everything out of `unit`, one level deep.
#define SYMBOLON_OPERATION_UNPACK_ALL 4

// Operation: takes `units` out of their containers and puts them into `unit`.
#define SYMBOLON_OPERATION_MOVE 5

// Operation: puts `other`, which is loose, into the container of `unit`, which becomes loose. Both keep what they hold.
#define SYMBOLON_OPERATION_REPLACE 6

// Operation: `other`, loose and empty, takes the children and the place of `unit`, which becomes void.
#define SYMBOLON_OPERATION_RELABEL 7

// Operation: moves `units` from `unit` to `other`, containers of one level.
#define SYMBOLON_OPERATION_SPLIT 8

// Operation: moves everything from `unit` to `other`, containers of one level.
#define SYMBOLON_OPERATION_MERGE 9

// Operation: closes `unit`, which holds `number` units.
#define SYMBOLON_OPERATION_CLOSE 10

// Operation: opens `unit` again.
#define SYMBOLON_OPERATION_REOPEN 11

// Operation: declares `unit`, which is empty, void; with `number` 1 it is taken out of its container for that, with 0 it is
// loose.
#define SYMBOLON_OPERATION_VOID 12

// Operation: takes `unit` out as a sample, with all it holds, though its container be closed.
#define SYMBOLON_OPERATION_SAMPLE 13

// Operation: declares `unit`, loose or a sample, destroyed with all it holds.
#define SYMBOLON_OPERATION_DESTROY 14

// State: in use; a container takes and gives.
#define SYMBOLON_STATE_OPEN 1

// State: a container that takes and gives nothing until it is opened again.
#define SYMBOLON_STATE_CLOSED 2

// State: its code is withdrawn, for good.
#define SYMBOLON_STATE_VOID 3

// State: taken out as a sample, with all it held.
#define SYMBOLON_STATE_SAMPLED 4

// State: destroyed with all it held, for good.
#define SYMBOLON_STATE_DESTROYED 5

// Levels that there can be: the places of `symbolon_forest_level_counts`, item first.
#define SYMBOLON_LEVELS_MAX 8

// Labels are printed on the line, items run on a belt past readers and a rejector.
#define SYMBOLON_MODE_AUTOMATIC 1

// The codes are on the goods already; the rest is automatic.
#define SYMBOLON_MODE_SEMI_FINISHED 2

// People read items and then the container they lie in.
#define SYMBOLON_MODE_MANUAL 3

// The session draws the identity of a full container and asks for its label.
#define SYMBOLON_LABELS_PRINTED 1

// The labels are on the containers.
#define SYMBOLON_LABELS_APPLIED 2

// No hidden marks.
#define SYMBOLON_MARKS_NONE 1

// Marks computed from the codes.
#define SYMBOLON_MARKS_DERIVED 2

// Random marks from a roll.
#define SYMBOLON_MARKS_ENROLLED 3

// Prints labels of `level`.
#define SYMBOLON_STATION_PRINTER 1

// Reads codes of `level`, `layer` of them in a frame.
#define SYMBOLON_STATION_READER 2

// Reads hidden marks, `offset` items behind the reader of items.
#define SYMBOLON_STATION_MARK_READER 3

// A camera, `offset` items behind the reader of items.
#define SYMBOLON_STATION_VISION 4

// A scale, `offset` items behind the reader of items; weights from `least` to `most` pass.
#define SYMBOLON_STATION_SCALE 5

// Takes items off the belt, `offset` items behind the reader of items.
#define SYMBOLON_STATION_REJECTOR 6

// A person with a terminal.
#define SYMBOLON_STATION_OPERATOR 7

// A code was read: `code`.
#define SYMBOLON_EVENT_READ 257

// Something passed a reader that could read no code.
#define SYMBOLON_EVENT_NO_READ 258

// A frame was read: `code` holds the codes one behind the other, `ends` where each one ends.
#define SYMBOLON_EVENT_LAYER 259

// Something passed the mark reader: `code` is the mark's text, empty if it was not read; with SYMBOLON_EVENT_FLAG,
// `number` is its place on the roll.
#define SYMBOLON_EVENT_MARK 260

// A camera has decided: SYMBOLON_EVENT_FLAG if the item passes; `number` is the defect, up to 65535.
#define SYMBOLON_EVENT_INSPECTED 261

// A scale has weighed: `number`.
#define SYMBOLON_EVENT_WEIGHED 262

// The rejector has done its oldest task (SYMBOLON_EVENT_FLAG), or has failed to.
#define SYMBOLON_EVENT_EJECTED 263

// A printer is ready for the next label of its level.
#define SYMBOLON_EVENT_READY 264

// The label of the unit was printed.
#define SYMBOLON_EVENT_PRINTED 265

// Takes the unit for examination.
#define SYMBOLON_COMMAND_SAMPLE 513

// Lets a rejected unit come back to the line.
#define SYMBOLON_COMMAND_REWORK 514

// Prints the same label again.
#define SYMBOLON_COMMAND_REPRINT 515

// Gives the unit a new label: with SYMBOLON_EVENT_FLAG the other unit's, else the next of its level.
#define SYMBOLON_COMMAND_RELABEL 516

// The code is not used any more; with SYMBOLON_EVENT_FLAG a packed unit is taken out.
#define SYMBOLON_COMMAND_VOID 517

// Destroys the unit.
#define SYMBOLON_COMMAND_DESTROY 518

// Takes the unit out of its open container.
#define SYMBOLON_COMMAND_TAKE_OUT 519

// Puts the other unit into the unit, an open container.
#define SYMBOLON_COMMAND_PUT_IN 520

// The unit, a container, was lost with all it holds.
#define SYMBOLON_COMMAND_LOST 521

// Closes the unfinished container of `level`: with SYMBOLON_EVENT_FLAG under the unit's code, else under the next one.
#define SYMBOLON_COMMAND_CLOSE_ODD 522

// Opens the unit, a closed container.
#define SYMBOLON_COMMAND_REOPEN 523

// Closes the unit, an open container, that is said to hold `number` units.
#define SYMBOLON_COMMAND_CLOSE 524

// Stops taking items.
#define SYMBOLON_COMMAND_PAUSE 525

// Takes items again.
#define SYMBOLON_COMMAND_RESUME 526

// The mark reader is in step again; its count is moved by `by` items.
#define SYMBOLON_COMMAND_REALIGN 527

// A new roll of marks begins with the place `number`.
#define SYMBOLON_COMMAND_ROLL 528

// Goes on with the lot `number`.
#define SYMBOLON_COMMAND_CHANGE_OVER 529

// After a loss of power: what was on its way is rejected for rework.
#define SYMBOLON_COMMAND_RESTART 530

// Ends the order; `number` is SYMBOLON_OPEN_x.
#define SYMBOLON_COMMAND_END 531

// See the kinds of events.
#define SYMBOLON_EVENT_FLAG 1

// The order does not end while containers are unfinished.
#define SYMBOLON_OPEN_REFUSE 1

// They are closed as odd ones.
#define SYMBOLON_OPEN_CLOSE_ODD 2

// Their units stay loose.
#define SYMBOLON_OPEN_LEAVE 3

// It is as it should be.
#define SYMBOLON_RULING_ACCEPT 1

// It is taken; more is needed before the unit is decided.
#define SYMBOLON_RULING_HOLD 2

// A unit has to leave the line.
#define SYMBOLON_RULING_EJECT 3

// The line has to stop until a person has decided.
#define SYMBOLON_RULING_STOP 4

// It was refused.
#define SYMBOLON_RULING_REFUSE 5

// It waits for an event before it.
#define SYMBOLON_RULING_PARK 6

// The unit is good.
#define SYMBOLON_ACTION_ACCEPT 1

// Something leaves the belt after `value` items, 0 for now or by hand; because of `reason`.
#define SYMBOLON_ACTION_EJECT 2

// The line stops because of `reason`.
#define SYMBOLON_ACTION_STOP 3

// The label of the unit, of level `value`, is to be printed.
#define SYMBOLON_ACTION_PRINT 4

// The unit, a container, is complete and closed; it holds `value` units.
#define SYMBOLON_ACTION_COMPLETE 5

// `mark` belongs to the unit's code from now on: tell the register of marks.
#define SYMBOLON_ACTION_BIND 6

// The most actions of one decision.
#define SYMBOLON_ACTIONS_MAX 48

// Bytes of the secret key of a line's tables.
#define SYMBOLON_LINE_KEY_BYTES 16

// A report for people.
#define SYMBOLON_REPORT_TEXT 1

// A report for machines.
#define SYMBOLON_REPORT_JSON 2

// The pass rate over time as a picture.
#define SYMBOLON_REPORT_SVG 3

// The most EPCIS events of one reason.
#define SYMBOLON_EPCIS_MAX 8

// A closed batch: makes proofs; 64 bytes for each code. Shared: any number of threads.
typedef struct symbolon_batch symbolon_batch;

// Collects the codes of a batch, in any order; 36 bytes for each. Exclusive.
typedef struct symbolon_batch_builder symbolon_batch_builder;

// Issues index ranges of one series with the same attributes. Shared: any number of threads, each with its range.
typedef struct symbolon_bulk symbolon_bulk;

// A trust bundle that its root key signed. Shared: any number of threads.
typedef struct symbolon_bundle symbolon_bundle;

// What a certificate says, its signature proven. Shared: any number of threads.
typedef struct symbolon_certificate symbolon_certificate;

// The units of one container, as who packed it knows them: makes notes and proofs; 64 bytes for each unit. Shared: any
// number of threads.
typedef struct symbolon_contents symbolon_contents;

// What a contents note says, its signature proven. Shared: any number of threads.
typedef struct symbolon_contents_note symbolon_contents_note;

// The copy-detection pattern of one item. As secret as a mark until it is printed; wiped when freed. Shared: any number of
// threads.
typedef struct symbolon_copy symbolon_copy;

// A printed text with the bits that the shapes of its digits carry. A secret until it is printed; wiped when freed.
// Shared: any number of threads.
typedef struct symbolon_date_mark symbolon_date_mark;

// Reads the marks of texts of one geometry. Holds about 15 MB: make it once and keep it. Shared: any number of threads.
typedef struct symbolon_date_reader symbolon_date_reader;

// What one or more pictures show of a patch. Exclusive.
typedef struct symbolon_dots_sight symbolon_dots_sight;

// A lease that is being drawn from: one draw at a time for each lease. Exclusive.
typedef struct symbolon_draw symbolon_draw;

// All units of an order or a site, and how they lie in each other. Units are named by dense ids from 0.
//
// Exclusive in calls that change it; any number of threads may ask (`const`) while nobody does. Every change is done
// whole or refused with nothing changed; `item` is then the position in the list, and a container stands behind
// its list.
typedef struct symbolon_forest symbolon_forest;

// Signs codes with one key. Shared: any number of threads, if an external signer bears that.
typedef struct symbolon_issuer symbolon_issuer;

// A journal open for writing: one for each directory at a time, on the whole machine. Exclusive.
typedef struct symbolon_journal symbolon_journal;

// Reads a journal, also while it is written. Exclusive; any number of readers.
typedef struct symbolon_journal_reader symbolon_journal_reader;

// A QR symbol with its layer. As secret as the mark; wiped when freed. Shared: any number of threads.
typedef struct symbolon_layer symbolon_layer;

// A lease whose signature was checked. Shared: any number of threads.
typedef struct symbolon_lease symbolon_lease;

// One order on one line. Exclusive: one call at a time.
typedef struct symbolon_line symbolon_line;

// Derives marks from what is visible, under a key that never leaves the server. Wiped when freed. Shared: any number
// of threads.
typedef struct symbolon_mark_key symbolon_mark_key;

// Reads the indices of one series' serials: for ranges of serials on a handheld. Shared: any number of threads.
typedef struct symbolon_opener symbolon_opener;

// What is made, from what, and by which stations. Exclusive.
typedef struct symbolon_order symbolon_order;

// Serials that somebody else assigned, drawn in the order they came. Exclusive.
typedef struct symbolon_pool symbolon_pool;

// Draws the QR symbols of a run of labels. Exclusive.
typedef struct symbolon_qr_run symbolon_qr_run;

// Takes leases, receipts and sightings in any order, and reports what does not fit. Exclusive while it takes in.
typedef struct symbolon_reconciler symbolon_reconciler;

// The enrolled marks and their codes, neither in clear.
//
// Exclusive in calls that change it; any number of threads may ask (`const`) while nobody does.
typedef struct symbolon_register symbolon_register;

// Writes a roll, pair by pair. Exclusive in calls that change it.
typedef struct symbolon_roll symbolon_roll;

// Follows a roll, label by label. Exclusive in calls that change it.
typedef struct symbolon_roll_check symbolon_roll_check;

// Tags the patches of pre-printed rolls. Wiped when freed. Shared: any number of threads.
typedef struct symbolon_roll_key symbolon_roll_key;

// A private key of any suite, wiped when freed, never copied out except as PEM. Shared: any number of threads.
typedef struct symbolon_secret_key symbolon_secret_key;

// Seals indices into serials and opens serials into indices. Shared: any number of threads.
typedef struct symbolon_series symbolon_series;

// Hands out the SSCCs of a range, each once and in order. Exclusive.
typedef struct symbolon_sscc_allocator symbolon_sscc_allocator;

// Decides which codes are believed.
//
// Exclusive while keys and series are added; after that any number of threads may ask (`const`).
typedef struct symbolon_verifier symbolon_verifier;

// One label under way; exclusive. Positions and sizes are dots of the printer, from the upper left corner. A field that
// is refused leaves nothing behind.
typedef struct symbolon_zpl symbolon_zpl;

// How a call ended: 0, a boundary fault (1 to 99), or a refusal of the library (101 and above).
//
// The numbers are stable: never changed, never used again. New ones may come.
typedef int32_t symbolon_status;

// What went wrong and where. Yours; set `size` before the call; written by every call that gets it, also on success.
typedef struct symbolon_error {
  // Set it to `sizeof(symbolon_error)`.
  uint32_t size;
  // The status that the call returned.
  symbolon_status code;
  // Offset in the input in bytes; SYMBOLON_NO_PLACE if none.
  uint32_t at;
  // Position in the list, or which input of several (the function says so); SYMBOLON_NO_PLACE if none.
  uint32_t item;
  // SYMBOLON_E_SIGNER, SYMBOLON_E_STORAGE: what your signer or storage returned. SYMBOLON_E_TOO_LONG: the limit in bytes.
  // SYMBOLON_E_JOURNAL_DAMAGE: the number of the segment. SYMBOLON_E_MARK_BITS: how many are missing. Otherwise 0.
  int32_t detail;
} symbolon_error;

// The form of the serials of a series. All zero is the default. A series keeps its form for life.
typedef struct symbolon_series_options {
  // Set it to `sizeof(symbolon_series_options)`.
  uint32_t size;
  // Characters of a serial, slot included, 1 to 20; 0 is 16.
  uint32_t length;
  // How many serials there are; 0 is 2^31.
  uint64_t index_space;
  // 2 to 82 different characters, in the order of their values; NULL is Crockford's 32. Read during the call.
  const uint8_t *alphabet;
  // Characters of `alphabet`.
  size_t alphabet_len;
  // How serials are masked: SYMBOLON_SERIES_FORMAT_x; 0 is the newest, so name it if the series is to live on.
  uint32_t format;
  // 0.
  uint32_t reserved;
} symbolon_series_options;

// A signer of yours, such as an HSM: signs `message` with Ed25519 (RFC 8032, pure) under the issuer's key.
//
// Called only during a call that signs, on that call's thread, so from several threads at once if the issuer is used
// so. It must not call the issuer, and must neither throw nor jump out. What it wrote is verified before a code leaves.
//
// user:      what `symbolon_issuer_new_external` was given
// message:   `message_len` bytes, readable during the call
// signature: to be written, SYMBOLON_SIGNATURE_BYTES
// returns:   0, or a number of yours that comes back as `detail` beside SYMBOLON_E_SIGNER
typedef int32_t (*symbolon_sign)(void *user, const uint8_t *message, size_t message_len, uint8_t *signature);

// A signer of yours that signs many messages in one call, by the suite of the issuer's key.
//
// The rules of `symbolon_sign` hold. It may take its time: nothing is locked meanwhile. At most 4096 messages come at
// once.
//
// user:       what `symbolon_issuer_new_external_batch` was given
// messages:   one behind the other, message `i` from `offsets[i]` up to `offsets[i + 1]`; readable during the call
// signatures: signature `i` at `signatures + i * SYMBOLON_SIGNATURE_BYTES`, all zero before; those that it cannot make
//             stay so, and their codes alone fail
// returns:    0, or a number of yours: then what it did not sign has SYMBOLON_E_SIGNER, with the number as `detail`
//             where the call has an `info`
typedef int32_t (*symbolon_sign_many)(void *user,
                                      const uint8_t *messages,
                                      const size_t *offsets,
                                      size_t n,
                                      uint8_t *signatures);

// What is to be written. Label fields are dots of the printer, 65535 at most, and used by SYMBOLON_LAYOUT_ZPL only.
typedef struct symbolon_bulk_job {
  // Set it to `sizeof(symbolon_bulk_job)`.
  uint32_t size;
  // SYMBOLON_LAYOUT_x.
  uint32_t layout;
  // The first index.
  uint64_t first;
  // How many codes.
  uint64_t n;
  // To go on with a job that was cancelled: the `next` that was reported last, and the other fields as they were.
  // 0 begins the job.
  uint64_t resume;
  // Width of the label.
  uint32_t width;
  // Height of the label.
  uint32_t height;
  // Left edge of the symbol.
  uint32_t x;
  // Upper edge of the symbol.
  uint32_t y;
  // Edge of a module of the symbol.
  uint32_t module_dots;
  // Left edge of the serial for people.
  uint32_t text_x;
  // Upper edge of the serial for people.
  uint32_t text_y;
  // Height of the serial for people; 0 leaves it out.
  uint32_t text_height;
} symbolon_bulk_job;

// A writer of yours: takes bytes in order, for a file, a socket or a printer.
//
// Called only during `symbolon_bulk_write`, on that call's thread. It must not call the bulk handle's functions, and
// must neither throw nor jump out.
//
// user:    what `symbolon_bulk_write` was given
// bytes:   `len` bytes, readable during the call; all of them are to be taken
// returns: 0, or a number of yours that comes back as `detail` beside SYMBOLON_E_STORAGE
typedef int32_t (*symbolon_write)(void *user, const uint8_t *bytes, size_t len);

// A listener of yours, asked after every block whether to go on. Called as `symbolon_write`.
//
// user:    what `symbolon_bulk_write` was given
// done:    codes written by this call
// next:    the first index that is not written: everything before it is, and nothing behind it
// bytes:   bytes written by this call
// returns: 0 to go on; anything else ends the call with SYMBOLON_E_CANCELLED
typedef int32_t (*symbolon_progress)(void *user, uint64_t done, uint64_t next, uint64_t bytes);

// What a certificate says. Yours; set `size` before the call.
typedef struct symbolon_certificate_facts {
  // Set it to `sizeof(symbolon_certificate_facts)`.
  uint32_t size;
  // How many trade items there are.
  uint32_t gtins;
  // How many codes there are.
  uint64_t count;
  // When the batch was closed, seconds since 1970 UTC.
  int64_t time;
  // The root.
  uint8_t root[SYMBOLON_ROOT_BYTES];
} symbolon_certificate_facts;

// How codes compare with a certificate. Yours; set `size` before the call.
typedef struct symbolon_batch_check {
  // Set it to `sizeof(symbolon_batch_check)`.
  uint32_t size;
  // SYMBOLON_BATCH_x.
  uint32_t answer;
  // How many different codes were seen.
  uint64_t distinct;
  // How many trade items have another number of codes than certified.
  uint64_t deviations;
} symbolon_batch_check;

// What a note says. Yours; set `size` before the call.
typedef struct symbolon_contents_facts {
  // Set it to `sizeof(symbolon_contents_facts)`.
  uint32_t size;
  // How many units lie in the container.
  uint32_t count;
  // When the note was made, seconds since 1970 UTC.
  int64_t time;
  // 1 if the note has a filter, otherwise 0.
  uint32_t filtered;
  // 0.
  uint32_t reserved;
  // The root over the units.
  uint8_t root[SYMBOLON_ROOT_BYTES];
} symbolon_contents_facts;

// What a verifier believes. All zero is the default.
typedef struct symbolon_verifier_options {
  // Set it to `sizeof(symbolon_verifier_options)`.
  uint32_t size;
  // SYMBOLON_UNSIGNED_x.
  uint32_t unsigned_codes;
} symbolon_verifier_options;

// A verdict with everything that led to it. Yours; set `size` before the call.
typedef struct symbolon_verification {
  // Set it to `sizeof(symbolon_verification)`.
  uint32_t size;
  // SYMBOLON_VERDICT_x.
  uint32_t verdict;
  // Every reason against the code: bit n is the verdict n. 0 if it is genuine.
  uint32_t reasons;
  // SYMBOLON_FLAG_x, or-ed.
  uint32_t flags;
  // SYMBOLON_VERDICT_NOT_A_CODE: the status that says what is wrong with the text. Otherwise 0.
  symbolon_status form_status;
  // SYMBOLON_VERDICT_NOT_A_CODE: the offset in the text; SYMBOLON_NO_PLACE if none.
  uint32_t form_at;
  // The index of the sealed serial; UINT64_MAX if it is not known.
  uint64_t index;
  // The key that the code names, 8 characters without NUL; zeros if it names none.
  uint8_t key_id[8];
} symbolon_verification;

// What a lease grants, to whom, and for how long.
typedef struct symbolon_lease_terms {
  // Set it to `sizeof(symbolon_lease_terms)`.
  uint32_t size;
  // Bytes of `id`: 8 or 16.
  uint32_t id_len;
  // The first index.
  uint64_t first;
  // How many indices there are, at least 1; first + count is below 2^64.
  uint64_t count;
  // How many of them may be drawn, the first ones: 1 to `count`.
  uint64_t quota;
  // From when on they may be drawn, seconds since 1970 UTC.
  int64_t from;
  // From when on no more.
  int64_t until;
  // Bytes of `holder`: 1 to 32.
  uint32_t holder_len;
  // Characters of `slot`: 0 to 19.
  uint32_t slot_len;
  // The name of the lease: unique among all of its granter's.
  uint8_t id[16];
  // The key that is to sign the codes and the receipt, 8 characters; zeros for any key.
  uint8_t key_id[8];
  // The holder's name, UTF-8 without control characters.
  uint8_t holder[32];
  // The slot of the series.
  uint8_t slot[20];
  // The GTIN of the series, 14 digits.
  uint8_t gtin[14];
  // Zeros.
  uint8_t reserved[6];
} symbolon_lease_terms;

// Puts a cursor where a loss of power leaves it, and returns when it lies there: write a new file, flush it, rename it.
//
// Called only during a call that draws or closes, on that call's thread. It must not call the draw, and must neither
// throw nor jump out.
//
// user:    what the call was given
// cursor:  SYMBOLON_CURSOR_BYTES, readable during the call
// returns: 0, or a number of yours that comes back as `detail` beside SYMBOLON_E_STORAGE: nothing is drawn then
typedef int32_t (*symbolon_store)(void *user, const uint8_t *cursor);

// One commissioned unit. Scans of the same unit are one sighting.
typedef struct symbolon_sighting {
  // The index of its serial.
  uint64_t index;
  // When it was commissioned, seconds since 1970 UTC; read with SYMBOLON_SIGHTING_TIMED.
  int64_t at;
  // How many units carry this code; at least 1.
  uint32_t units;
  // SYMBOLON_SIGHTING_x, or-ed.
  uint32_t flags;
  // The key whose signature it carries truly, 8 characters; read with SYMBOLON_SIGHTING_SIGNED.
  uint8_t key_id[8];
} symbolon_sighting;

// One finding: a run of indices with the same trouble.
typedef struct symbolon_finding {
  // SYMBOLON_FINDING_x.
  uint32_t kind;
  // SYMBOLON_BLAME_x.
  uint32_t blame;
  // The first index.
  uint64_t first;
  // How many indices. Of a receipt: how many it says were drawn, 0 if its lease is not known.
  uint64_t count;
  // Bytes of `lease`; 0 where it is not one lease.
  uint32_t lease_len;
  // Bytes of `other`; 0 where there is none.
  uint32_t other_len;
  // Characters of `slot`.
  uint32_t slot_len;
  // 1 if `gtin` and `slot` name a series; 0 for a receipt of an unknown lease.
  uint32_t has_series;
  // The lease it concerns.
  uint8_t lease[16];
  // SYMBOLON_FINDING_OVERLAP: the other lease.
  uint8_t other[16];
  // Who signed, 8 characters; zeros where nobody did or several.
  uint8_t signer[8];
  // The slot of the series.
  uint8_t slot[20];
  // The GTIN of the series, 14 digits.
  uint8_t gtin[14];
  // Zeros.
  uint8_t reserved[6];
} symbolon_finding;

// What may be said to a consumer. Yours; set `size` before the call. Fields that are not known are zero: nothing of a
// code that does not verify is repeated.
typedef struct symbolon_consumer_answer {
  // Set it to `sizeof(symbolon_consumer_answer)`.
  uint32_t size;
  // SYMBOLON_ADVICE_x.
  uint32_t advice;
  // SYMBOLON_VERDICT_x.
  uint32_t verdict;
  // SYMBOLON_CONSUMER_x, or-ed.
  uint32_t flags;
  // The last day of use as the number YYYYMMDD; 0 if it is not known.
  uint32_t expiry;
  // Characters of `serial`.
  uint32_t serial_len;
  // Characters of `lot`.
  uint32_t lot_len;
  // 0.
  uint32_t reserved;
  // The item, 14 digits without NUL.
  uint8_t gtin[14];
  // The logistic unit, 18 digits without NUL.
  uint8_t sscc[18];
  // The serial of the item.
  uint8_t serial[20];
  // The lot of the item.
  uint8_t lot[20];
} symbolon_consumer_answer;

// The tries at one code that are counted as wrong. Yours to keep, per code; all zero is "none"; 48 bytes.
typedef struct symbolon_guess_state {
  // When they took place, seconds since 1970 UTC; the first `used` count.
  int64_t times[5];
  // How many there are, 0 to 5; more reads as 5.
  uint64_t used;
} symbolon_guess_state;

// How many enrolled marks are in each state. Yours; set `size` before the call.
typedef struct symbolon_pair_counts {
  // Set it to `sizeof(symbolon_pair_counts)`.
  uint32_t size;
  // 0.
  uint32_t reserved;
  // Bound to no code.
  uint64_t unbound;
  // Bound, not activated.
  uint64_t bound;
  // Activated.
  uint64_t activated;
  // Void.
  uint64_t voided;
} symbolon_pair_counts;

// How a symbol and its layer are made. All zero is the default.
typedef struct symbolon_layer_options {
  // Set it to `sizeof(symbolon_layer_options)`.
  uint32_t size;
  // 1 to 8, as drawn in src/mark/layer/mod.rs; 0 is 2: 600 dots per inch, 10 dots to a module.
  uint32_t geometry;
  // Of the QR symbol: SYMBOLON_CORRECTION_x; 0 is M.
  uint32_t correction;
  // 1 if its data is an element string, 0 if not.
  uint32_t fnc1;
  // 0: the layer is computed from the code under the key. 1: it carries `payload`.
  uint32_t coded;
  // 0.
  uint32_t reserved;
  // 63 bits, if `coded`; otherwise 0.
  uint64_t payload;
} symbolon_layer_options;

// The shape of a raster. Yours; set `size` before the call.
typedef struct symbolon_raster_shape {
  // Set it to `sizeof(symbolon_raster_shape)`.
  uint32_t size;
  // Dots in a row.
  uint32_t width;
  // Rows of dots.
  uint32_t height;
  // Bytes in a row.
  uint32_t stride;
} symbolon_raster_shape;

// A picture in which a symbol was found.
typedef struct symbolon_layer_frame {
  // 8-bit grey, 0 black to 255 white: rows from the top, `stride` bytes apart.
  const uint8_t *pixels;
  // Bytes in all.
  size_t pixels_len;
  // Bytes from one row to the next.
  size_t stride;
  // In pixels.
  uint32_t width;
  // In pixels.
  uint32_t height;
  // As `symbolon_found` has them; they may be off by a module.
  double corners[8];
} symbolon_layer_frame;

// What pictures say about a layer. Yours; set `size` before the call.
typedef struct symbolon_layer_report {
  // Set it to `sizeof(symbolon_layer_report)`.
  uint32_t size;
  // SYMBOLON_IMAGE_MATCH, SYMBOLON_IMAGE_RESCAN or SYMBOLON_IMAGE_MISMATCH; 0 from `symbolon_layer_read`.
  uint32_t answer;
  // Of the frame that shows the symbol best; all 0 if none does. The side of a module in pixels.
  double pixels_per_module;
  // The blur of edges, sigma in modules.
  double blur;
  // How much darker ink is than paper, in grey levels.
  double contrast;
  // Noise and texture within modules, sigma in grey levels.
  double noise;
  // The share of modules that glare or dirt hides, 0 to 1.
  double hidden;
  // The share of the picture's variation that the symbol explains, 0 to 1.
  double fit;
} symbolon_layer_report;

// From which score on a layer is believed, for who has measured his own printers and cameras. A field that is 0 keeps its
// default; all are above 0 and finite. Scores are those of `carriers` holes: with more or fewer that are seen they grow and
// fall with the square root. A picture that was made without the key scores t with probability at most exp(-t^2 / 2).
typedef struct symbolon_layer_thresholds {
  // Set it to `sizeof(symbolon_layer_thresholds)`.
  uint32_t size;
  // 0.
  uint32_t reserved;
  // SYMBOLON_IMAGE_MATCH from here on; 0 is 7.
  double accept;
  // The same where a frame is sharp: a genuine layer scores high there, a coarse copy does not; 0 is 12.
  double sharp_accept;
  // A frame is sharp with at most this blur, sigma in modules; 0 is 0.18.
  double sharp_blur;
  // And at least so many pixels to a millimetre of paper; 0 is 14.
  double sharp_pixels_per_mm;
  // SYMBOLON_IMAGE_RESCAN from here on; 0 is 5.3.
  double rescan;
  // The holes that the scores are for; 0 is 280.
  double carriers;
  // No score that is asked for falls below this, however few holes are seen; 0 is 5.3: 8 in 10 million.
  double floor;
} symbolon_layer_thresholds;

// What is known after one label. Yours; set `size` before the call.
typedef struct symbolon_roll_step {
  // Set it to `sizeof(symbolon_roll_step)`.
  uint32_t size;
  // What the label is: SYMBOLON_ROLL_x.
  uint32_t finding;
  // The position that was to come.
  uint64_t expected;
  // The position of the visible half; UINT64_MAX if it was not read or is not of the roll.
  uint64_t visible;
  // The position of the hidden half; UINT64_MAX likewise.
  uint64_t hidden;
  // How many labels in front of this one are now known to be missing; 0: none.
  uint64_t missing;
  // The first position that may be among them.
  uint64_t gap_first;
  // The position behind the last.
  uint64_t gap_end;
  // Unread labels in front of this one that are now known not to be of the roll.
  uint64_t extra;
  // Of marks that belong to other codes by the same distance each time: how many in a row; 0: none. From 2 on the
  // line should stop.
  uint64_t slip_length;
  // The position of the first code of them.
  uint64_t slip_first;
  // The position of the mark minus that of the code.
  int64_t slip_offset;
} symbolon_roll_step;

// Positions that did not come. Yours; set `size` before the call.
typedef struct symbolon_roll_gap {
  // Set it to `sizeof(symbolon_roll_gap)`.
  uint32_t size;
  // 0.
  uint32_t reserved;
  // How many labels are missing; 0: none. Fewer than the positions where some were unread or came early.
  uint64_t missing;
  // The first position that may be among them.
  uint64_t first;
  // The position behind the last.
  uint64_t end;
} symbolon_roll_gap;

// How a symbol is drawn. All zero is the default; NULL too.
typedef struct symbolon_symbol_options {
  // Set it to `sizeof(symbolon_symbol_options)`.
  uint32_t size;
  // QR: SYMBOLON_CORRECTION_x; 0 is M. Data Matrix: 0.
  uint32_t correction;
  // 1 if the data is an element string: GS1 QR, GS1 Data Matrix. 0 if not.
  uint32_t fnc1;
  // Raster and PNG: printer dots for each module; 0 is 1.
  uint32_t dots_per_module;
  // Raster and PNG: quiet zone in modules; 0 is what the standard asks for, SYMBOLON_QUIET_NONE none.
  uint32_t quiet;
  // SVG: micrometres for each module, 1 to 1 000 000; 0 is 500.
  uint32_t module_micrometres;
} symbolon_symbol_options;

// The size of a symbol in modules, quiet zone not counted. Yours; set `size` before the call.
typedef struct symbolon_symbol_size {
  // Set it to `sizeof(symbolon_symbol_size)`.
  uint32_t size;
  // QR: 1 to 40. Data Matrix: 0.
  uint32_t version;
  // Modules in a row.
  uint32_t width;
  // Rows of modules.
  uint32_t height;
} symbolon_symbol_size;

// How bars are drawn. NULL is the default, all zero.
typedef struct symbolon_bars_options {
  // Set it to `sizeof(symbolon_bars_options)`.
  uint32_t size;
  // 1 if the data is an element string: GS1-128, FNC1 in front and for each 0x1D. 0 if not.
  uint32_t fnc1;
  // Raster and PNG: printer dots for each module; 0 is 1.
  uint32_t dots_per_module;
  // Raster and PNG: height in dots; 0 is 100.
  uint32_t height;
  // Raster and PNG: white on the left and on the right in modules; 0 is 10, SYMBOLON_QUIET_NONE none.
  uint32_t quiet;
  // SVG: micrometres for each module, 1 to 1 000 000; 0 is 500.
  uint32_t module_micrometres;
  // SVG: height in micrometres, 1 to 1 000 000; 0 is 32 000.
  uint32_t height_micrometres;
} symbolon_bars_options;

// Paper and printer of a label. NULL is the default, all zero.
typedef struct symbolon_label_options {
  // Set it to `sizeof(symbolon_label_options)`.
  uint32_t size;
  // What the printer prints, 100 to 1200; 0 is 203.
  uint32_t dots_per_inch;
  // Width of the paper in tenths of a millimetre; 0 is 1050.
  uint32_t paper_width;
  // Height of the paper in tenths of a millimetre; 0 is 1480: with 1050, A6.
  uint32_t paper_height;
  // Printer job: how often the label is printed; 0 is 1.
  uint32_t copies;
} symbolon_label_options;

// One cell of a label: lines of text under a small caption, or a picture. It stands beside the cell before it if both
// have the same `row`, and below it otherwise.
typedef struct symbolon_label_cell {
  // Any number; see above.
  uint32_t row;
  // The cell's share of the row's width against the other cells, 1 to 100; 0 is 1.
  uint32_t share;
  // SYMBOLON_TEXT_x.
  uint32_t text_size;
  // 0.
  uint32_t reserved;
  // Printable ASCII; may be NULL.
  const uint8_t *caption;
  // Its bytes.
  size_t caption_len;
  // Lines of printable ASCII, separated by LF; may be NULL.
  const uint8_t *text;
  // Its bytes.
  size_t text_len;
  // In place of caption and text, dots as in `symbolon_qr_raster`, rows in whole bytes; NULL for a text.
  const uint8_t *picture;
  // Dots in a row of the picture.
  uint32_t picture_width;
  // Rows of the picture.
  uint32_t picture_height;
} symbolon_label_cell;

// One GS1-128 symbol of a label.
typedef struct symbolon_label_barcode {
  // The element string, separators as 0x1D.
  const uint8_t *data;
  // Its bytes.
  size_t data_len;
  // What people read below the bars, printable ASCII.
  const uint8_t *text;
  // Its bytes.
  size_t text_len;
} symbolon_label_barcode;

// Dots of the caller's, as in `symbolon_qr_raster`, rows in whole bytes.
typedef struct symbolon_dots {
  // The rows, from the top.
  const uint8_t *dots;
  // Dots in a row.
  uint32_t width;
  // Rows.
  uint32_t height;
} symbolon_dots;

// A page and its grid, all in dots. Cells are equally large and fill the page; each label stands in the middle of its
// cell, in reading order.
typedef struct symbolon_page {
  // Set it to `sizeof(symbolon_page)`.
  uint32_t size;
  // Width of the page.
  uint32_t width;
  // Height of the page.
  uint32_t height;
  // White on all four sides.
  uint32_t margin;
  // White between two cells.
  uint32_t gap;
  // Cells side by side.
  uint32_t columns;
  // Cells one below the other.
  uint32_t rows;
} symbolon_page;

// What the labels of a run have in common. All zero is the default; NULL too.
typedef struct symbolon_qr_run_options {
  // Set it to `sizeof(symbolon_qr_run_options)`.
  uint32_t size;
  // SYMBOLON_CORRECTION_x; 0 is M.
  uint32_t correction;
  // 1 if the data are element strings: GS1 QR. 0 if not.
  uint32_t fnc1;
  // Printer dots for each module; 0 is 1.
  uint32_t dots_per_module;
  // Quiet zone in modules; 0 is what the standard asks for, SYMBOLON_QUIET_NONE none.
  uint32_t quiet;
  // SYMBOLON_MASK_BEST, or SYMBOLON_MASK_000 and up to seven more: the same for every label, in half the time.
  uint32_t mask;
  // 1 to 40; 0 is the smallest that holds the sample.
  uint32_t version;
} symbolon_qr_run_options;

// A symbol that was read.
typedef struct symbolon_found {
  // The outer corners of the symbol's square as x, y pairs, from the symbol's own top left clockwise (in a mirrored
  // picture counter-clockwise). Pixel (i, j) covers [i, i+1) by [j, j+1).
  double corners[8];
  // Where its data begins in the text buffer.
  uint64_t offset;
  // Bytes of its data.
  uint64_t len;
  // QR version, 1 to 40; 0 if it is a Data Matrix symbol.
  uint32_t version;
  // 1 if the data is an element string (GS1 QR), 0 if not.
  uint32_t fnc1;
} symbolon_found;

// What a reader looks for, and how hard. All zero is the default; NULL too.
typedef struct symbolon_read_options {
  // Set it to `sizeof(symbolon_read_options)`.
  uint32_t size;
  // SYMBOLON_KIND_x, added up; 0 is QR.
  uint32_t kinds;
  // Stop at so many symbols; 0 stops as soon as something was found and no finder pattern is left over.
  uint32_t most;
  // SYMBOLON_EFFORT_x; 0 is SYMBOLON_EFFORT_THOROUGH.
  uint32_t effort;
} symbolon_read_options;

// Asked before each step of reading whether to go on: 0 ends it, and what was found until then is the answer. Called
// only during the call, from its thread; must not call into the library or throw. NULL goes on to the end.
typedef int32_t (*symbolon_go_on)(void *user);

// The second exposure of a label, and what the first one said about its visible symbol.
typedef struct symbolon_dots_view {
  // Set it to `sizeof(symbolon_dots_view)`.
  uint32_t size;
  // SYMBOLON_INK_x.
  uint32_t ink;
  // The corners of the visible symbol as in `symbolon_found`.
  double corners[8];
  // Modules along a side of the symbol.
  uint32_t modules;
  // Micrometres of a module, 10 to 100 000.
  uint32_t module_micrometres;
  // Where the patch should be: its top left corner right of the symbol's, in micrometres.
  int32_t right_micrometres;
  // And below it.
  int32_t down_micrometres;
  // How far in each direction it is searched, up to 5000 micrometres; 0 is 1400.
  uint32_t radius_micrometres;
  // And turned to each side, up to 1000 hundredths of a degree; 0 is 200.
  uint32_t turn_centidegrees;
} symbolon_dots_view;

// What a second exposure says. The first four fields are for everyone, the rest is for trusted callers only: whoever
// may ask for the score as often as he likes can build a patch that matches.
typedef struct symbolon_dots_report {
  // Set it to `sizeof(symbolon_dots_report)`.
  uint32_t size;
  // SYMBOLON_IMAGE_MATCH, SYMBOLON_IMAGE_RESCAN or SYMBOLON_IMAGE_MISMATCH.
  uint32_t answer;
  // The score that the right patch would have, 0 to 20; below 12 a picture decides nothing.
  double expected;
  // Pixels of the picture for a millimetre of the label.
  double pixels_per_mm;
  // The score of the patch that was asked for.
  double score;
  // Bits of 392 that are other than expected.
  uint32_t wrong_bits;
  // 0.
  uint32_t reserved;
} symbolon_dots_report;

// A drop of a dot-matrix text: where its middle belongs, from the top left corner of the first cell.
typedef struct symbolon_date_drop {
  // To the right, µm.
  int32_t x;
  // Downwards, µm.
  int32_t y;
} symbolon_date_drop;

// Where a text is meant to be: beside a QR symbol that was read. Yours; set `size` before the call.
typedef struct symbolon_date_place {
  // Set it to `sizeof(symbolon_date_place)`.
  uint32_t size;
  // Modules along a side of the symbol, 1 to 177: 17 + 4 times its version.
  uint32_t modules;
  // The corners of the symbol in the picture, as `symbolon_found` has them.
  double corners[8];
  // The side of a module in mm.
  double module_mm;
  // From the outer corner of the symbol's top left finder pattern to the top left corner of the first cell, mm.
  double x_mm;
  // Downwards, mm.
  double y_mm;
  // By how much the text is turned clockwise against the symbol.
  double degrees;
  // The greatest probability at which a false mark may be accepted; 0 means 1e-6.
  double bound;
} symbolon_date_place;

// What a picture says about the mark of a text. All but `answer` and the quality is for trusted callers only: with it a
// forger could improve a mark bit by bit. Yours; set `size` before the call.
typedef struct symbolon_date_report {
  // Set it to `sizeof(symbolon_date_report)`.
  uint32_t size;
  // SYMBOLON_IMAGE_x.
  uint32_t answer;
  // How many bits the text carries.
  uint32_t bits;
  // How many of them are wrong.
  uint32_t wrong;
  // How many may be.
  uint32_t allowed;
  // How many digits clearly read otherwise.
  uint32_t others;
  // Which of the text's digits is the first of them, from 0.
  uint32_t other_at;
  // And what it reads, ASCII; 0 if none does.
  uint32_t other_digit;
  // How well the characters agree with the font, -1 to 1: above 0.8 in a good picture.
  double fit;
  // The blur of print and camera together, sigma in µm.
  double blur_um;
  // Pixels to a millimetre at the text.
  double pixels_per_mm;
  // How far the text is off its place, to the right along the text, mm.
  double right_mm;
  // Downwards, mm.
  double down_mm;
  // Turned clockwise against its place, degrees.
  double degrees;
  // Its size against the font's.
  double stretch;
} symbolon_date_report;

// Where a pattern was printed beside a symbol. Yours; set `size` before the call.
typedef struct symbolon_copy_place {
  // Set it to `sizeof(symbolon_copy_place)`.
  uint32_t size;
  // Modules along a side of the symbol, 1 to 177: 17 + 4 times its version.
  uint32_t modules;
  // The corners of the symbol in the picture, as `symbolon_found` has them.
  double corners[8];
  // From the outer corner of the symbol's top left finder pattern to the top left corner of the pattern, in modules.
  double right;
  // Downwards, in modules.
  double down;
  // The side of a printer dot in modules, above 0: 0.1 where a module has 10 dots.
  double dot;
} symbolon_copy_place;

// How much of a pattern a picture shows. Yours; set `size` before the call.
typedef struct symbolon_copy_report {
  // Set it to `sizeof(symbolon_copy_report)`.
  uint32_t size;
  // 1 if the picture reaches to where the pattern should be, 0 if not: the rest is 0 then.
  uint32_t seen;
  // 0, nothing, to 1, all. What a first print scores has to be learnt from first prints, seen by the same kind of camera.
  // For trusted callers only: who learns scores can improve copies by them.
  double score;
  // Pixels along a cell. Below 1.2 the picture shows too little for the score to mean anything.
  double pixels_per_cell;
} symbolon_copy_report;

// The packing rules of a forest.
typedef struct symbolon_forest_options {
  // Set it to `sizeof(symbolon_forest_options)`.
  uint32_t size;
  // Units in a box; 0 if the order has no boxes: items then go straight into what is above.
  uint32_t box_capacity;
  // Units in a case; 0 if the order has no cases.
  uint32_t case_capacity;
  // Units on a pallet; 0 if the order has no pallets.
  uint32_t pallet_capacity;
  // 1 lets a container hold units of any lower level, 0 of the next one only.
  uint32_t skip_levels;
  // Added units to reserve memory for, about 45 bytes each; it grows by itself.
  uint32_t reserve;
  // Random bytes where strangers choose the identities that are added, so that they cannot make searches slow;
  // otherwise zeros. No answer depends on them.
  uint8_t index_key[16];
  // Units in containers of the levels 5 to 8; 0 where the order has none.
  uint32_t higher_capacities[4];
  // How many operations `symbolon_forest_apply` remembers; 0 for 65 536.
  uint32_t window;
  // 1 takes the memory for `reserve` units at once, about 130 bytes each, so that no later call takes any; otherwise 0.
  uint32_t reserved_memory;
  // What the order calls its levels, item first: UTF-8 with zeros behind; nothing where the usual word will do.
  uint8_t level_names[8][SYMBOLON_LEVEL_NAME_BYTES];
} symbolon_forest_options;

// How a journal is kept; may be another each time it is opened. Yours; zero is the default.
typedef struct symbolon_journal_options {
  // Set it to `sizeof(symbolon_journal_options)`.
  uint32_t size;
  // Bytes of a new segment: a multiple of 512 from 1024 to 2^30; 0 for 64 MiB.
  uint32_t segment_bytes;
  // SYMBOLON_COMMIT_x.
  uint32_t commit;
  // SYMBOLON_COMMIT_GROUP: so many records are committed together; at least 1.
  uint32_t records;
  // SYMBOLON_COMMIT_GROUP: no record waits longer, as long as `symbolon_journal_tick` is called.
  uint32_t milliseconds;
  // 0 checks all of the journal when it is opened, 1 only what the last checkpoint does not cover.
  uint32_t tail_only;
  // A checkpoint is due after so many records; 0 for 100 000.
  uint64_t checkpoint_every;
} symbolon_journal_options;

// How far a journal goes: 40 bytes that fix every byte of every record before. Kept elsewhere it is an anchor.
typedef struct symbolon_journal_head {
  // The number of records.
  uint64_t records;
  // The hash after the last of them.
  uint8_t hash[32];
} symbolon_journal_head;

// What the end of a journal had that no commit made: a loss of power leaves it.
typedef struct symbolon_journal_cut {
  // 1 if there was something, otherwise 0, and so is all that follows.
  uint32_t any;
  // The segment.
  uint32_t segment;
  // Offset in it, behind the last whole commit.
  uint32_t at;
  // How many bytes from there were left of a commit that did not reach the disk whole.
  uint32_t bytes;
  // How many bytes the file was shorter than its segment: a loss of power does not do that.
  uint32_t missing;
  // 1 if the next segment had been made and never used.
  uint32_t next;
} symbolon_journal_cut;

// What opening a journal found. Yours; set `size` before the call.
typedef struct symbolon_journal_recovery {
  // Set it to `sizeof(symbolon_journal_recovery)`.
  uint32_t size;
  // How many segments the journal has.
  uint32_t segments;
  // How many records it has.
  uint64_t records;
  // The hash after the last of them.
  uint8_t hash[32];
  // What was cut off its end.
  struct symbolon_journal_cut cut;
} symbolon_journal_recovery;

// A record of a journal, its payload aside. Yours; set `size` before the call.
typedef struct symbolon_journal_entry {
  // Set it to `sizeof(symbolon_journal_entry)`.
  uint32_t size;
  // Which device of the site says so.
  uint32_t device;
  // The number of the record, from 0.
  uint64_t number;
  // Milliseconds since 1970 UTC.
  uint64_t time;
  // The device's own number of the event.
  uint64_t event;
  // What the payload is; 65535 for a checkpoint.
  uint32_t kind;
  // 1 if it is a checkpoint of the journal, and nothing that was appended; otherwise 0.
  uint32_t is_checkpoint;
} symbolon_journal_entry;

// What a proof of a record says, once it holds. Yours; set `size` before the call.
typedef struct symbolon_journal_proved {
  // Set it to `sizeof(symbolon_journal_proved)`.
  uint32_t size;
  // 0.
  uint32_t reserved;
  // The number of the record.
  uint64_t number;
  // How many records the journal had at the checkpoint.
  uint64_t records;
  // When the checkpoint was made, seconds since 1970 UTC.
  int64_t time;
  // The hash after the last of the records.
  uint8_t hash[32];
  // The id of the journal.
  uint8_t id[SYMBOLON_JOURNAL_ID_BYTES];
} symbolon_journal_proved;

// What a whole journal was found to be. Yours; set `size` before the call.
typedef struct symbolon_journal_report {
  // Set it to `sizeof(symbolon_journal_report)`.
  uint32_t size;
  // SYMBOLON_JOURNAL_x.
  uint32_t answer;
  // How many records hold.
  uint64_t records;
  // How many of them are checkpoints.
  uint64_t checkpoints;
  // How many of these one of the keys signed.
  uint64_t believed;
  // How many records the last of those covers. For what comes after nobody vouches but the disk.
  uint64_t covered;
  // SYMBOLON_JOURNAL_DAMAGED: the number of the first record that it hits.
  uint64_t damaged_record;
  // SYMBOLON_JOURNAL_DAMAGED: the status that says why; otherwise SYMBOLON_OK.
  symbolon_status damage;
  // SYMBOLON_JOURNAL_DAMAGED: the segment.
  uint32_t damaged_segment;
  // SYMBOLON_JOURNAL_DAMAGED: offset in it.
  uint32_t damaged_at;
  // How many segments there are.
  uint32_t segments;
  // What opening would cut off the end.
  struct symbolon_journal_cut cut;
  // The hash after the last record that holds.
  uint8_t hash[32];
  // The id of the journal; zeros if its beginning does not hold.
  uint8_t id[SYMBOLON_JOURNAL_ID_BYTES];
} symbolon_journal_report;

// Where a unit stands in a registered series. Yours; set `size` before the call.
typedef struct symbolon_unit_name {
  // Set it to `sizeof(symbolon_unit_name)`.
  uint32_t size;
  // 1 for a unit of a series; 0 for one that was added: `symbolon_forest_identity` has its name, and what follows is 0.
  uint32_t indexed;
  // The index in the series.
  uint64_t index;
  // Characters of `slot`.
  uint32_t slot_len;
  // 0.
  uint32_t reserved;
  // The slot of the series, with zeros behind.
  uint8_t slot[20];
  // The GTIN of the series, 14 digits.
  uint8_t gtin[14];
  // Zeros.
  uint8_t reserved_bytes[6];
} symbolon_unit_name;

// One change of a forest, as data.
typedef struct symbolon_operation {
  // Set it to `sizeof(symbolon_operation)`.
  uint32_t size;
  // SYMBOLON_OPERATION_x, which says what the others are; those that it does not name are 0.
  uint32_t kind;
  // A unit.
  uint32_t unit;
  // Another unit.
  uint32_t other;
  // A number.
  uint32_t number;
  // 0.
  uint32_t reserved;
  // `n` units.
  const uint32_t *units;
  // How many.
  size_t n;
} symbolon_operation;

// What an order is like. 0 is the default of each field.
typedef struct symbolon_order_options {
  // Set it to `sizeof(symbolon_order_options)`.
  uint32_t size;
  // SYMBOLON_MODE_x; automatic.
  uint32_t mode;
  // SYMBOLON_LABELS_x; printed.
  uint32_t labels;
  // SYMBOLON_MARKS_x; none.
  uint32_t marks;
  // Items to be made; 0 where nothing but the identities bounds them.
  uint64_t quantity;
  // Capacities of containers by level, in units of the level below; the first one, of items, is 0. 0 leaves a level
  // out.
  uint32_t capacities[8];
  // Items between reader and decision, 1 to 64; 32.
  uint32_t window;
  // Events that each device can send again, 1 to 1024; 64.
  uint32_t replay;
  // Events that can wait for one before them, 1 to 64; 16.
  uint32_t parked;
  // Milliseconds between two reads below which they are a double feed.
  uint32_t gap;
  // Enrolled marks that can be bound; as many as there are items.
  uint32_t mark_limit;
  // 0.
  uint32_t reserved;
} symbolon_order_options;

// One station. Fields that its kind does not name are 0.
typedef struct symbolon_station {
  // Set it to `sizeof(symbolon_station)`.
  uint32_t size;
  // SYMBOLON_STATION_x.
  uint32_t kind;
  // The device that speaks for it.
  uint32_t device;
  // A level, 1 to 8.
  uint32_t level;
  // Codes in a frame, 2 to 1024; 0 or 1 for a single one.
  uint32_t layer;
  // Items behind the reader of items.
  uint32_t offset;
  // The least weight that passes.
  uint32_t least;
  // The greatest weight that passes.
  uint32_t most;
} symbolon_station;

// One event. A unit is named by its code as read or, where `code_len` is 0, by its id; so is the other unit.
typedef struct symbolon_event {
  // Set it to `sizeof(symbolon_event)`.
  uint32_t size;
  // The device.
  uint32_t device;
  // The device's own number of the event, each one greater than the one before.
  uint64_t id;
  // When, in milliseconds of Unix time.
  uint64_t time;
  // The station.
  uint32_t station;
  // SYMBOLON_EVENT_x or SYMBOLON_COMMAND_x.
  uint32_t kind;
  // See the kinds.
  uint64_t number;
  // See the kinds.
  uint32_t level;
  // SYMBOLON_EVENT_FLAG or 0.
  uint32_t flags;
  // See the kinds.
  uint32_t unit;
  // See the kinds.
  uint32_t other_unit;
  // See the kinds.
  int32_t by;
  // 0.
  uint32_t reserved;
  // See the kinds.
  const uint8_t *code;
  // Bytes of `code`.
  size_t code_len;
  // The code of the other unit.
  const uint8_t *other;
  // Bytes of `other`.
  size_t other_len;
  // See the kinds.
  const uint32_t *ends;
  // How many `ends` there are.
  size_t ends_len;
} symbolon_event;

// The answer to one event.
typedef struct symbolon_decision {
  // Set it to `sizeof(symbolon_decision)`.
  uint32_t size;
  // SYMBOLON_RULING_x.
  uint32_t ruling;
  // The number of the reason, see `symbolon_reason_text`.
  uint32_t reason;
  // The unit that the event was about, or SYMBOLON_NO_UNIT.
  uint32_t unit;
  // The position in a layer of the code that the reason is about.
  uint32_t item;
  // 1 if this is the answer that the event got before.
  uint32_t is_replayed;
  // How many actions there are.
  uint32_t actions;
  // 0.
  uint32_t reserved;
} symbolon_decision;

// One thing that the line has to do.
typedef struct symbolon_action {
  // SYMBOLON_ACTION_x.
  uint32_t kind;
  // The unit, or SYMBOLON_NO_UNIT.
  uint32_t unit;
  // See the kinds.
  uint32_t value;
  // The number of a reason, or 0.
  uint32_t reason;
  // SYMBOLON_ACTION_BIND: the mark's name in its register. Otherwise zeros.
  uint8_t mark[16];
} symbolon_action;

// What a line has done so far.
typedef struct symbolon_line_state {
  // Set it to `sizeof(symbolon_line_state)`.
  uint32_t size;
  // The number of the reason why the line stands; 0 while it runs.
  uint32_t halted;
  // Items that were accepted.
  uint64_t made;
  // Items that passed the reader and are not decided.
  uint64_t undecided;
  // Events that never came and were given up.
  uint64_t lost_events;
  // 1 if the order has ended.
  uint32_t has_ended;
  // 1 if the balance adds up at every level.
  uint32_t is_exact;
} symbolon_line_state;

// What is known of a unit.
typedef struct symbolon_line_unit {
  // Set it to `sizeof(symbolon_line_unit)`.
  uint32_t size;
  // The state of its serial number by OPEN-SCS, 0 to 11.
  uint32_t state;
  // The container that it lies in, or SYMBOLON_NO_UNIT.
  uint32_t parent;
  // Its level.
  uint32_t level;
  // 1 if it was taken off the line and not let back.
  uint32_t is_rejected;
  // 1 if it was lost with its container.
  uint32_t is_lost;
  // Its index in the series, or UINT64_MAX for a code that was listed.
  uint64_t index;
} symbolon_line_unit;

// The fixed fields of one EPCIS 2.0 event: the words of the standard, ASCII, NUL-terminated, static.
typedef struct symbolon_epcis_event {
  // The type: `ObjectEvent`, or `AggregationEvent`, which is told only if the unit lies, or lay, in a container.
  const char *event;
  // The action: `ADD`, `OBSERVE`, `DELETE`.
  const char *action;
  // The business step, a bare word of the CBV.
  const char *biz_step;
  // The disposition, a bare word of the CBV; NULL where the standard asks for none.
  const char *disposition;
} symbolon_epcis_event;

// Done.
#define SYMBOLON_OK 0

// A pointer is NULL that must not be, or a length is larger than memory.
#define SYMBOLON_E_NULL 1

// A buffer is too short; its length says what is needed.
#define SYMBOLON_E_BUFFER 2

// A sized struct has an impossible size, or sets a field that this library does not know.
#define SYMBOLON_E_OPTIONS 3

// The library failed inside. What the call was changing is poisoned.
#define SYMBOLON_E_PANIC 4

// The handle was being changed when the library failed inside: it can only be freed.
#define SYMBOLON_E_POISONED 5

// This build of the library leaves that part out.
#define SYMBOLON_E_UNSUPPORTED 6

// The offsets of a batch do not ascend.
#define SYMBOLON_E_OFFSETS 7

// A pointer is not aligned for its type.
#define SYMBOLON_E_ALIGN 8

// A byte outside the characters allowed here.
#define SYMBOLON_E_CHARSET 101

// An application identifier that the table does not know.
#define SYMBOLON_E_UNKNOWN_AI 102

// A value shorter or longer than its format allows.
#define SYMBOLON_E_LENGTH 103

// A check digit that does not fit the digits before it.
#define SYMBOLON_E_CHECK_DIGIT 104

// A date that no calendar holds.
#define SYMBOLON_E_DATE 105

// The same application identifier twice.
#define SYMBOLON_E_REPEATED_AI 106

// A separator where none may stand.
#define SYMBOLON_E_SEPARATOR 107

// The input ends inside an element.
#define SYMBOLON_E_TRUNCATED 108

// Not a URI of the accepted form: scheme, host, path or query.
#define SYMBOLON_E_URI 109

// A percent escape that is broken or forbidden.
#define SYMBOLON_E_ESCAPE 110

// Neither (00) nor (01) with (21): this identifies no single unit.
#define SYMBOLON_E_NO_IDENTITY 111

// Elements that exclude each other, or one that lacks its companion.
#define SYMBOLON_E_COMBINATION 112

// The payload of a compact URL is not one that this library writes.
#define SYMBOLON_E_COMPACT 113

// A format version that this build does not know.
#define SYMBOLON_E_VERSION 114

// The proof elements (91) and (92) are malformed, or one is missing.
#define SYMBOLON_E_PROOF 115

// The input is longer than this function accepts.
#define SYMBOLON_E_TOO_LONG 116

// Not a PEM text of a key in PKCS#8 or SPKI form, in a suite that the library knows.
#define SYMBOLON_E_PEM 117

// An alphabet with fewer than two symbols, a repeated one, or one outside CSET 82.
#define SYMBOLON_E_ALPHABET 121

// A guess would succeed more often than once in 10 000 tries.
#define SYMBOLON_E_SERIES_TOO_SMALL 122

// Serial length, slot length or index space out of range, or a slot of the wrong length.
#define SYMBOLON_E_SERIES_SHAPE 123

// An index at or beyond the index space of its series.
#define SYMBOLON_E_INDEX 124

// Not a GS1 company prefix: 4 to 12 digits, or a reference that does not fit beside it.
#define SYMBOLON_E_COMPANY_PREFIX 125

// The pool or the number range is used up.
#define SYMBOLON_E_EXHAUSTED 126

// A validity window that ends before it begins.
#define SYMBOLON_E_WINDOW 127

// A number that stands for nothing here (level, error correction, option).
#define SYMBOLON_E_PARAMETER 128

// Bytes that are no signed artefact of ours, or not of the expected kind.
#define SYMBOLON_E_ARTEFACT 129

// A field of a signed artefact is missing, or holds what it may not; `item` is its number.
#define SYMBOLON_E_CLAIM 130

// The caller stopped the work.
#define SYMBOLON_E_CANCELLED 131

// The caller's storage or writer failed.
#define SYMBOLON_E_STORAGE 132

// The signature does not verify under the key named by the code.
#define SYMBOLON_E_SIGNATURE 201

// Bytes that are no acceptable public key of their suite.
#define SYMBOLON_E_PUBLIC_KEY 202

// Another key or series already answers to this name.
#define SYMBOLON_E_TAKEN 203

// The keyring holds no key of this id.
#define SYMBOLON_E_UNKNOWN_KEY 204

// The external signer failed.
#define SYMBOLON_E_SIGNER 205

// A serial that the given series did not seal.
#define SYMBOLON_E_NOT_SEALED 206

// The passphrase does not open the sealed key.
#define SYMBOLON_E_PASSPHRASE 207

// An older artefact than one already believed.
#define SYMBOLON_E_ROLLED_BACK 208

// Outside the time in which this is valid.
#define SYMBOLON_E_OUT_OF_TIME 209

// Granted to another holder.
#define SYMBOLON_E_HOLDER 210

// A signature suite that this build does not contain.
#define SYMBOLON_E_SUITE 211

// The delta was made for another bundle.
#define SYMBOLON_E_DELTA_BASE 212

// The proof does not lead from the code to the certified root.
#define SYMBOLON_E_NOT_INCLUDED 213

// The stored cursor is damaged, or belongs to another lease.
#define SYMBOLON_E_CURSOR 214

// More is granted than the granting key may grant.
#define SYMBOLON_E_SCOPE 215

// A unit that the forest does not hold.
#define SYMBOLON_E_UNKNOWN_UNIT 301

// Parent and child stand in the wrong order of levels.
#define SYMBOLON_E_LEVEL_ORDER 302

// The unit already lies in a container.
#define SYMBOLON_E_ALREADY_PACKED 303

// The unit lies in no container.
#define SYMBOLON_E_NOT_PACKED 304

// The container has no room for it.
#define SYMBOLON_E_CAPACITY 305

// The unit is void.
#define SYMBOLON_E_VOID 306

// The same unit twice in one call.
#define SYMBOLON_E_REPEATED 307

// The container still holds something.
#define SYMBOLON_E_NOT_EMPTY 308

// The identity is in the forest already.
#define SYMBOLON_E_KNOWN 309

// No more units fit into one forest.
#define SYMBOLON_E_FULL 310

// The catalogue names no level for this identity.
#define SYMBOLON_E_NO_LEVEL 311

// The rules of this forest leave that level out.
#define SYMBOLON_E_LEVEL_ABSENT 312

// The container is closed.
#define SYMBOLON_E_CLOSED 313

// The container is not closed.
#define SYMBOLON_E_NOT_CLOSED 314

// The declared count differs from the actual one.
#define SYMBOLON_E_DECLARED 315

// The unit is sampled or destroyed.
#define SYMBOLON_E_GONE 316

// The range is registered already.
#define SYMBOLON_E_OVERLAP 317

// The operation id was used for another operation.
#define SYMBOLON_E_OPERATION_TAKEN 318

// The bytes are no snapshot of a forest, or no longer what was written.
#define SYMBOLON_E_SNAPSHOT 319

// A character outside the alphabet of hidden marks.
#define SYMBOLON_E_MARK_CHARSET 401

// A hidden mark of the wrong length.
#define SYMBOLON_E_MARK_LENGTH 402

// The check symbol of the hidden mark does not fit.
#define SYMBOLON_E_MARK_CHECK 403

// No such mark is enrolled.
#define SYMBOLON_E_MARK_UNKNOWN 404

// The mark is bound to another code, or enrolled already.
#define SYMBOLON_E_MARK_TAKEN 405

// The code is bound to another mark.
#define SYMBOLON_E_CODE_TAKEN 406

// The mark is in a state that does not allow this.
#define SYMBOLON_E_MARK_STATE 407

// The reason is missing: 1 to 255 bytes of text.
#define SYMBOLON_E_REASON 408

// The printed text carries too few bits for the bound that is asked for.
#define SYMBOLON_E_MARK_BITS 420

// The rows of a roll are not those of its head.
#define SYMBOLON_E_ROLL_ROWS 421

// The data does not fit the largest symbol.
#define SYMBOLON_E_SYMBOL_CAPACITY 501

// Width, height and stride of a picture do not fit its bytes.
#define SYMBOLON_E_IMAGE_SHAPE 502

// A picture or raster larger than this function accepts.
#define SYMBOLON_E_IMAGE_SIZE 503

// An element finds no room on its label or sheet.
#define SYMBOLON_E_NO_ROOM 510

// A character that the font, or the field of the printer's language, does not have.
#define SYMBOLON_E_UNPRINTABLE 511

// The journal is damaged.
#define SYMBOLON_E_JOURNAL_DAMAGE 601

// No space is left for the journal.
#define SYMBOLON_E_JOURNAL_FULL 602

// The journal may not be written.
#define SYMBOLON_E_JOURNAL_DENIED 603

// The journal could not be made durable.
#define SYMBOLON_E_JOURNAL_FAILED 604

// The journal has another writer.
#define SYMBOLON_E_JOURNAL_LOCKED 605

// The journal stopped after a failure.
#define SYMBOLON_E_JOURNAL_STOPPED 606

// The record is too long.
#define SYMBOLON_E_RECORD_TOO_LONG 607

// This is another journal, or an older state of it.
#define SYMBOLON_E_JOURNAL_FOREIGN 608

// The journal has no such position.
#define SYMBOLON_E_JOURNAL_POSITION 609

// A segment of the journal is missing.
#define SYMBOLON_E_JOURNAL_MISSING 610

// The order does not fit together.
#define SYMBOLON_E_ORDER 701

// The session is stopped.
#define SYMBOLON_E_SESSION_STOPPED 702

// The event does not fit the session.
#define SYMBOLON_E_LINE_EVENT 703

// The session has ended.
#define SYMBOLON_E_SESSION_ENDED 704

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of the C ABI that the library at hand has.
//
// returns: major << 16 | minor; compare the major with SYMBOLON_ABI_MAJOR before any other call
// threads: any
SYMBOLON_API SYMBOLON_WARN_UNUSED uint32_t symbolon_abi(void);

// The version of the library, such as `0.1.0`.
//
// returns: ASCII, NUL-terminated, static, never NULL
// threads: any
SYMBOLON_API SYMBOLON_WARN_UNUSED const char *symbolon_version(void);

// One sentence for a status, for an operator or a log.
//
// status:   any number; an unknown one has a sentence too
// language: SYMBOLON_LANGUAGE_x; an unknown one means English
// returns:  UTF-8, NUL-terminated, static, never NULL
// threads:  any
SYMBOLON_API SYMBOLON_WARN_UNUSED const char *symbolon_status_text(symbolon_status status, uint32_t language);

// The check digit that belongs behind some digits of a GTIN, SSCC, GLN or the like.
//
// digits: `digits_len` ASCII digits, the check digit not among them
// digit:  out, one ASCII digit
// errors: SYMBOLON_E_CHARSET
// source: GS1 General Specifications, section 7.9
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_gs1_check_digit(const uint8_t *digits,
                                         size_t digits_len,
                                         uint8_t *digit,
                                         struct symbolon_error *info);

// What people read beside a symbol: `(00) 0 0614141 123456789 0 (10) LOT7`.
//
// elements:   `elements_len` bytes, an element string, separators as 0x1D
// prefix:     the company prefix, 4 to 12 digits, by which an SSCC is written in its four parts; `(NULL, 0)` for none
// buf:        out, ASCII
// errors:     those of `symbolon_code_canonical` for element strings; SYMBOLON_E_COMPANY_PREFIX
// source:     GS1 General Specifications, section 4.14
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_gs1_readable(const uint8_t *elements,
                                      size_t elements_len,
                                      const uint8_t *prefix,
                                      size_t prefix_len,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len,
                                      struct symbolon_error *info);

// Makes an allocator of the serial references from `first` up to but not including `end`.
//
// To go on after a restart, store `symbolon_sscc_allocator_position` before an SSCC is used, and begin there.
//
// extension: extension digit, 0 to 9
// prefix:    GS1 company prefix, 4 to 12 ASCII digits
// out:       the allocator; free it with `symbolon_sscc_allocator_free`
// errors:    SYMBOLON_E_COMPANY_PREFIX also for an `end` that does not fit beside the prefix, SYMBOLON_E_CHARSET,
//            SYMBOLON_E_PARAMETER
// source:    GS1 General Specifications, section 3, AI (00)
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_sscc_allocator_new(uint32_t extension,
                                            const uint8_t *prefix,
                                            size_t prefix_len,
                                            uint64_t first,
                                            uint64_t end,
                                            struct symbolon_sscc_allocator **out,
                                            struct symbolon_error *info);

// Hands out the next SSCC.
//
// sscc:   out, SYMBOLON_SSCC_BYTES digits
// errors: SYMBOLON_E_EXHAUSTED
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_sscc_allocator_allocate(struct symbolon_sscc_allocator *allocator,
                                                 uint8_t *sscc);

// Hands out the next `n` SSCCs, all or none.
//
// ssccs:  out, `n` times SYMBOLON_SSCC_BYTES digits
// errors: SYMBOLON_E_EXHAUSTED if fewer than `n` are left; none is handed out then
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_sscc_allocator_allocate_batch(struct symbolon_sscc_allocator *allocator,
                                                       size_t n,
                                                       uint8_t *ssccs);

// The serial reference that comes next, and how many are left.
//
// position:  out, the `first` of an allocator that goes on from here
// remaining: out, may be NULL
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_sscc_allocator_position(const struct symbolon_sscc_allocator *allocator,
                                                 uint64_t *position,
                                                 uint64_t *remaining);

// Frees an allocator. NULL is a no-op.
SYMBOLON_API void symbolon_sscc_allocator_free(struct symbolon_sscc_allocator *allocator);

// The identity of a code: the same bytes for the same unit, whichever carrier brought it. A key for databases.
//
// An identity is itself a code: `01`, 14 digits, `21`, serial; or `00`, 18 digits.
//
// code:   `code_len` bytes as the scanner gave them: element string, Digital Link or compact URL
// buf:    out, at most SYMBOLON_IDENTITY_MAX bytes
// errors: those of the form, 101 to 116
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code_identity(const uint8_t *code,
                                       size_t code_len,
                                       uint8_t *buf,
                                       size_t cap,
                                       size_t *len,
                                       struct symbolon_error *info);

// `symbolon_code_identity` for a batch.
//
// bytes, offsets: the codes; see "Batches"
// buf, stride:    out, identity `i` at `buf + i * stride`; SYMBOLON_IDENTITY_MAX is enough
// lens, statuses: out, one for each code
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code_identity_batch(const uint8_t *bytes,
                                             const size_t *offsets,
                                             size_t n,
                                             uint8_t *buf,
                                             size_t stride,
                                             size_t *lens,
                                             symbolon_status *statuses);

// Rewrites a code as an element string in canonical form: elements ascending, FNC1 only where one is needed.
//
// code:   `code_len` bytes as the scanner gave them
// errors: those of the form, 101 to 116
// source: GS1 General Specifications, section 7.8
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code_canonical(const uint8_t *code,
                                        size_t code_len,
                                        uint8_t *buf,
                                        size_t cap,
                                        size_t *len,
                                        struct symbolon_error *info);

// Rewrites a code into another carrier: what a symbol is to hold.
//
// code:    `code_len` bytes in any carrier
// carrier: SYMBOLON_CARRIER_x
// stem:    where URLs begin, such as `https://id.example.com` or, for the compact URL, `HTTPS://T.CN`;
//          empty for the element string
// errors:  SYMBOLON_E_PARAMETER for an unknown carrier or a stem without use; SYMBOLON_E_URI; those of the form.
//          `item` is 1 if the place lies in the stem
// source:  GS1 Digital Link URI Syntax; the compact URL is drawn in src/code/carrier/compact.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code_convert(const uint8_t *code,
                                      size_t code_len,
                                      uint32_t carrier,
                                      const uint8_t *stem,
                                      size_t stem_len,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len,
                                      struct symbolon_error *info);

// `symbolon_code_convert` for a batch.
//
// bytes, offsets: the codes; see "Batches"
// buf, stride:    out, code `i` at `buf + i * stride`
// lens, statuses: out, one for each code
// errors:         SYMBOLON_E_OFFSETS; of carrier and stem as in `symbolon_code_convert`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code_convert_batch(const uint8_t *bytes,
                                            const size_t *offsets,
                                            size_t n,
                                            uint32_t carrier,
                                            const uint8_t *stem,
                                            size_t stem_len,
                                            uint8_t *buf,
                                            size_t stride,
                                            size_t *lens,
                                            symbolon_status *statuses,
                                            struct symbolon_error *info);

// The value of one element of a code, such as the lot (10).
//
// code:   `code_len` bytes as the scanner gave them
// ai:     application identifier, `ai_len` ASCII digits without parentheses
// len:    0 if the code has no such element: no value is empty
// errors: SYMBOLON_E_UNKNOWN_AI with `item` 1 for `ai`; those of the form
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code_element(const uint8_t *code,
                                      size_t code_len,
                                      const uint8_t *ai,
                                      size_t ai_len,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len,
                                      struct symbolon_error *info);

// The shortest serial with which a guess succeeds at most once in `one_in` tries.
//
// alphabet:    `alphabet_len` characters; NULL with 0 is Crockford's 32
// slot_length: characters of the slot
// index_space: how many serials there are to be
// one_in:      below 10 000 counts as 10 000
// length:      out, characters of a serial, slot included
// errors:      SYMBOLON_E_SERIES_SHAPE if 20 characters are too few; SYMBOLON_E_ALPHABET
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_serial_advise_length(const uint8_t *alphabet,
                                              size_t alphabet_len,
                                              uint32_t slot_length,
                                              uint64_t index_space,
                                              uint64_t one_in,
                                              uint32_t *length,
                                              struct symbolon_error *info);

// Derives the key of one series from the brand's master key. Only this key goes to the factory that issues it.
//
// master: SYMBOLON_SECRET_BYTES random bytes, a secret
// gtin:   8, 12, 13 or 14 ASCII digits
// slot:   the characters that every serial of the series begins with; may be empty
// key:    out, SYMBOLON_SECRET_BYTES, a secret; wipe your copy after use
// errors: of the GTIN: SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
// source: drawn in src/code/serial.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_series_key(const uint8_t *master,
                                    const uint8_t *gtin,
                                    size_t gtin_len,
                                    const uint8_t *slot,
                                    size_t slot_len,
                                    uint8_t *key,
                                    struct symbolon_error *info);

// Makes a series.
//
// key:     SYMBOLON_SECRET_BYTES, what `symbolon_series_key` gave for the same GTIN and slot
// gtin:    8, 12, 13 or 14 ASCII digits
// slot:    the characters that every serial begins with, out of the alphabet; may be empty
// options: the form; NULL for the default
// out:     the series; free it with `symbolon_series_free`
// errors:  of the GTIN as in `symbolon_series_key`; SYMBOLON_E_SERIES_TOO_SMALL, SYMBOLON_E_SERIES_SHAPE,
//          SYMBOLON_E_ALPHABET, SYMBOLON_E_CHARSET with `item` 1 for the slot, SYMBOLON_E_OPTIONS,
//          SYMBOLON_E_PARAMETER for an unknown format
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_series_new(const uint8_t *key,
                                    const uint8_t *gtin,
                                    size_t gtin_len,
                                    const uint8_t *slot,
                                    size_t slot_len,
                                    const struct symbolon_series_options *options,
                                    const struct symbolon_series **out,
                                    struct symbolon_error *info);

// How long every serial of the series is.
//
// length: out, characters
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_series_serial_length(const struct symbolon_series *series,
                                              uint32_t *length);

// The serial of an index.
//
// buf:    out, at most SYMBOLON_SERIAL_MAX characters
// errors: SYMBOLON_E_INDEX
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_series_seal(const struct symbolon_series *series,
                                     uint64_t index,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len);

// The serials of `n` indices from `first` on.
//
// buf, stride: out, serial `i` at `buf + i * stride`; all have `symbolon_series_serial_length` characters
// errors:      SYMBOLON_E_INDEX if one of the indices lies outside, SYMBOLON_E_BUFFER if `stride` is shorter than
//              a serial; nothing is written then
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_series_seal_batch(const struct symbolon_series *series,
                                           uint64_t first,
                                           size_t n,
                                           uint8_t *buf,
                                           size_t stride);

// Whether the series sealed a serial, and under which index. A foreign serial is an answer, not an error.
//
// serial: `serial_len` bytes; text that is no serial is answered SYMBOLON_SEALED_NO as well
// sealed: out, SYMBOLON_SEALED_YES or SYMBOLON_SEALED_NO
// index:  out, the index; UINT64_MAX if the series did not seal the serial
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_series_open(const struct symbolon_series *series,
                                     const uint8_t *serial,
                                     size_t serial_len,
                                     uint32_t *sealed,
                                     uint64_t *index);

// `symbolon_series_open` for a batch.
//
// bytes, offsets:  the serials; see "Batches"
// sealed, indices: out, one for each serial
// errors:          SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_series_open_batch(const struct symbolon_series *series,
                                           const uint8_t *bytes,
                                           const size_t *offsets,
                                           size_t n,
                                           uint32_t *sealed,
                                           uint64_t *indices);

// Frees a series. NULL is a no-op. Verifiers that were given it keep what they need.
SYMBOLON_API void symbolon_series_free(const struct symbolon_series *series);

// The key with which an opener reads the indices of one series of format 2.
//
// key:       SYMBOLON_SECRET_BYTES, what `symbolon_series_key` gave
// index_key: out, SYMBOLON_SECRET_BYTES; seals nothing, but shows how many serials were issued and in which order
// source:    drawn in src/code/serial.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_series_index_key(const uint8_t *key,
                                          uint8_t *index_key);

// Makes an opener.
//
// index_key: SYMBOLON_SECRET_BYTES, what `symbolon_series_index_key` gave for the same series
// gtin:      8, 12, 13 or 14 ASCII digits
// slot:      the characters that every serial of the series begins with; may be empty
// options:   the form of the series; NULL for the default
// out:       the opener; free it with `symbolon_opener_free`
// errors:    as of `symbolon_series_new`; SYMBOLON_E_SERIES_SHAPE for format 1 as well
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_opener_new(const uint8_t *index_key,
                                    const uint8_t *gtin,
                                    size_t gtin_len,
                                    const uint8_t *slot,
                                    size_t slot_len,
                                    const struct symbolon_series_options *options,
                                    const struct symbolon_opener **out,
                                    struct symbolon_error *info);

// The index that a serial of the series would have. It says nothing about whether the serial is genuine.
//
// serial: `serial_len` bytes
// read:   out, SYMBOLON_INDEX_READ or SYMBOLON_INDEX_NONE
// index:  out, the index; UINT64_MAX if there is none
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_opener_index(const struct symbolon_opener *opener,
                                      const uint8_t *serial,
                                      size_t serial_len,
                                      uint32_t *read,
                                      uint64_t *index);

// Frees an opener. NULL is a no-op.
SYMBOLON_API void symbolon_opener_free(const struct symbolon_opener *opener);

// Makes a pool.
//
// bytes, offsets: the serials, 1 to 20 characters of CSET 82 each; see "Batches". Copied.
// out:            the pool; free it with `symbolon_pool_free`
// errors:         SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_REPEATED, each with `item`; SYMBOLON_E_FULL;
//                 SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_pool_new(const uint8_t *bytes,
                                  const size_t *offsets,
                                  size_t n,
                                  struct symbolon_pool **out,
                                  struct symbolon_error *info);

// Hands out the next serial. Store `symbolon_pool_position` before the code is printed.
//
// buf:    out, at least SYMBOLON_SERIAL_MAX bytes whatever the serial's length, so that none is lost
// errors: SYMBOLON_E_EXHAUSTED
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_pool_draw(struct symbolon_pool *pool,
                                   uint8_t *buf,
                                   size_t cap,
                                   size_t *len);

// Hands out the next `n` serials, all or none.
//
// buf, stride: out, serial `i` at `buf + i * stride`; at least SYMBOLON_SERIAL_MAX, so that none is lost
// lens:        out, one for each serial
// errors:      SYMBOLON_E_EXHAUSTED if fewer than `n` are left; SYMBOLON_E_BUFFER for a shorter stride. None is handed
//              out then
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_pool_draw_batch(struct symbolon_pool *pool,
                                         size_t n,
                                         uint8_t *buf,
                                         size_t stride,
                                         size_t *lens);

// How many serials have been handed out, and how many are left.
//
// position:  out
// remaining: out, may be NULL
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_pool_position(const struct symbolon_pool *pool,
                                       uint32_t *position,
                                       uint32_t *remaining);

// Goes on after the first `position` serials, as after a restart. Never goes back.
//
// errors: SYMBOLON_E_PARAMETER for a position before the present one or beyond the end
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_pool_resume(struct symbolon_pool *pool,
                                     uint32_t position);

// Whether a serial has been handed out by this pool.
//
// serial: `serial_len` bytes
// drawn:  out, SYMBOLON_DRAWN_YES or SYMBOLON_DRAWN_NO
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_pool_has_drawn(const struct symbolon_pool *pool,
                                        const uint8_t *serial,
                                        size_t serial_len,
                                        uint32_t *drawn);

// Frees a pool. NULL is a no-op.
SYMBOLON_API void symbolon_pool_free(struct symbolon_pool *pool);

// Makes an Ed25519 key from randomness of yours.
//
// seed:   SYMBOLON_SECRET_BYTES random bytes, the seed of RFC 8032; wipe your copy
// out:    the key; free it with `symbolon_secret_key_free`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_secret_key_from_seed(const uint8_t *seed,
                                              const struct symbolon_secret_key **out);

// Reads a private key, as `openssl genpkey` writes it (PKCS#8, not encrypted). The algorithm in it names the suite.
//
// pem:    `pem_len` bytes of text; wipe your copy
// out:    the key; free it with `symbolon_secret_key_free`
// errors: SYMBOLON_E_PEM, SYMBOLON_E_TOO_LONG, SYMBOLON_E_SUITE
// source: RFC 5958, RFC 8410
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_secret_key_from_pem(const uint8_t *pem,
                                             size_t pem_len,
                                             const struct symbolon_secret_key **out);

// The private key as PEM (PKCS#8): a secret, for the brand's safe.
//
// buf:    out, at most SYMBOLON_PEM_MAX bytes; wipe it after use
// source: RFC 8410
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_secret_key_to_pem(const struct symbolon_secret_key *key,
                                           uint8_t *buf,
                                           size_t cap,
                                           size_t *len);

// The public half of an Ed25519 key. `symbolon_secret_key_suite_key` gives that of any suite.
//
// public_key: out, SYMBOLON_PUBLIC_KEY_BYTES
// errors:     SYMBOLON_E_SUITE for a key of another suite
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_secret_key_public(const struct symbolon_secret_key *key,
                                           uint8_t *public_key);

// Frees a private key. NULL is a no-op. Issuers that were given it keep it alive.
SYMBOLON_API void symbolon_secret_key_free(const struct symbolon_secret_key *key);

// Reads an Ed25519 public key, as `openssl pkey -pubout` writes it (SPKI).
//
// pem:        `pem_len` bytes of text
// public_key: out, SYMBOLON_PUBLIC_KEY_BYTES
// errors:     SYMBOLON_E_PEM, SYMBOLON_E_TOO_LONG, SYMBOLON_E_PUBLIC_KEY; SYMBOLON_E_SUITE for another suite
// source:     RFC 8410
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_public_key_from_pem(const uint8_t *pem,
                                             size_t pem_len,
                                             uint8_t *public_key);

// An Ed25519 public key as PEM (SPKI).
//
// public_key: SYMBOLON_PUBLIC_KEY_BYTES
// buf:        out, at most SYMBOLON_PEM_MAX bytes
// errors:     SYMBOLON_E_PUBLIC_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_public_key_to_pem(const uint8_t *public_key,
                                           uint8_t *buf,
                                           size_t cap,
                                           size_t *len);

// The id under which codes name an Ed25519 public key.
//
// public_key: SYMBOLON_PUBLIC_KEY_BYTES
// key_id:     out, SYMBOLON_KEY_ID_BYTES characters, no NUL
// errors:     SYMBOLON_E_PUBLIC_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_public_key_id(const uint8_t *public_key,
                                       uint8_t *key_id);

// Whether bytes are an acceptable Ed25519 public key: canonical, on the curve, in the prime-order subgroup.
//
// public_key: SYMBOLON_PUBLIC_KEY_BYTES
// errors:     SYMBOLON_E_PUBLIC_KEY if they are not
SYMBOLON_API SYMBOLON_WARN_UNUSED symbolon_status symbolon_public_key_check(const uint8_t *public_key);

// Makes an issuer that signs with a key in memory.
//
// key: stays yours; it may be freed before the issuer
// out: the issuer; free it with `symbolon_issuer_free`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_issuer_new(const struct symbolon_secret_key *key,
                                    const struct symbolon_issuer **out);

// Makes an issuer that signs through a function of yours.
//
// public_key: SYMBOLON_PUBLIC_KEY_BYTES, of the key that the function signs with
// sign:       see `symbolon_sign`
// user:       handed on to `sign`; must live as long as the issuer
// out:        the issuer; free it with `symbolon_issuer_free`
// errors:     SYMBOLON_E_PUBLIC_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_issuer_new_external(const uint8_t *public_key,
                                             symbolon_sign sign,
                                             void *user,
                                             const struct symbolon_issuer **out);

// Makes an issuer that signs through a function of yours that takes many messages at once, in any suite.
//
// The batch functions of an issuer call it with many messages, the others with one.
//
// key:    `key_len` bytes: a suite key, whose private half the function signs with
// sign:   see `symbolon_sign_many`
// user:   handed on to `sign`; must live as long as the issuer
// out:    the issuer; free it with `symbolon_issuer_free`
// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_issuer_new_external_batch(const uint8_t *key,
                                                   size_t key_len,
                                                   symbolon_sign_many sign,
                                                   void *user,
                                                   const struct symbolon_issuer **out);

// Seals an index of a series and signs the code.
//
// attributes: element string of what else is printed (lot, dates, ...), without GTIN and serial; NULL with 0 for none
// buf:        out, the signed code as an element string; `symbolon_code_convert` makes the other carriers of it
// errors:     SYMBOLON_E_INDEX; of the attributes 101 to 112; SYMBOLON_E_SIGNER with `detail`;
//             SYMBOLON_E_SIGNATURE if an external signer gave a false signature
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_issuer_issue(const struct symbolon_issuer *issuer,
                                      const struct symbolon_series *series,
                                      uint64_t index,
                                      const uint8_t *attributes,
                                      size_t attributes_len,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len,
                                      struct symbolon_error *info);

// `symbolon_issuer_issue` for `n` indices from `first` on, all with the same attributes.
//
// buf, stride:    out, code `i` at `buf + i * stride`; 192 bytes are enough for lot and three dates
// lens, statuses: out, one for each code
// errors:         of the attributes 101 to 112
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_issuer_issue_batch(const struct symbolon_issuer *issuer,
                                            const struct symbolon_series *series,
                                            uint64_t first,
                                            size_t n,
                                            const uint8_t *attributes,
                                            size_t attributes_len,
                                            uint8_t *buf,
                                            size_t stride,
                                            size_t *lens,
                                            symbolon_status *statuses,
                                            struct symbolon_error *info);

// Signs a code that has no proof yet, such as one with an external serial or an SSCC.
//
// code:   `code_len` bytes in any carrier
// buf:    out, the signed code as an element string
// errors: of the form 101 to 116; SYMBOLON_E_REPEATED_AI if the code has (91) or (92); SYMBOLON_E_SIGNER with
//         `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false signature
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_issuer_sign(const struct symbolon_issuer *issuer,
                                     const uint8_t *code,
                                     size_t code_len,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len,
                                     struct symbolon_error *info);

// `symbolon_issuer_sign` for a batch.
//
// bytes, offsets: the codes; see "Batches"
// buf, stride:    out, code `i` at `buf + i * stride`
// lens, statuses: out, one for each code
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_issuer_sign_batch(const struct symbolon_issuer *issuer,
                                           const uint8_t *bytes,
                                           const size_t *offsets,
                                           size_t n,
                                           uint8_t *buf,
                                           size_t stride,
                                           size_t *lens,
                                           symbolon_status *statuses);

// Frees an issuer. NULL is a no-op.
SYMBOLON_API void symbolon_issuer_free(const struct symbolon_issuer *issuer);

// Makes a bulk handle.
//
// issuer:     who signs; NULL for codes that are only sealed. It may be freed before the handle
// series:     whose indices are issued; it may be freed before the handle
// attributes: as of `symbolon_issuer_issue`
// carrier:    SYMBOLON_CARRIER_x
// stem:       where the URLs point, as of `symbolon_code_convert`; NULL with 0 for element strings
// out:        the handle; free it with `symbolon_bulk_free`
// errors:     of the attributes 101 to 112, SYMBOLON_E_REPEATED_AI for (91) and (92); SYMBOLON_E_PARAMETER; of the
//             stem SYMBOLON_E_URI, SYMBOLON_E_ESCAPE, SYMBOLON_E_TOO_LONG with `item` 1
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bulk_new(const struct symbolon_issuer *issuer,
                                  const struct symbolon_series *series,
                                  const uint8_t *attributes,
                                  size_t attributes_len,
                                  uint32_t carrier,
                                  const uint8_t *stem,
                                  size_t stem_len,
                                  const struct symbolon_bulk **out,
                                  struct symbolon_error *info);

// How long codes of a bulk handle are at most, in bytes.
//
// bytes: out; `n` codes never need more than `n` times as many
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bulk_code_bound(const struct symbolon_bulk *bulk,
                                         size_t *bytes);

// Issues `n` codes from `first` on into columns, on the caller's thread.
//
// serials:    out, `n` times `symbolon_series_serial_length` characters; may be NULL
// signatures: out, `n` times SYMBOLON_SIGNATURE_BYTES; may be NULL, and must be for codes that are only sealed
// buf:        out, the codes one behind the other; `n` times `symbolon_bulk_code_bound` is enough
// offsets:    out, `n` + 1 offsets in `buf`, as batches take them
// errors:     SYMBOLON_E_INDEX; SYMBOLON_E_BUFFER; SYMBOLON_E_PARAMETER for signatures that there are none of;
//             SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false signature
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bulk_issue(const struct symbolon_bulk *bulk,
                                    uint64_t first,
                                    size_t n,
                                    uint8_t *serials,
                                    uint8_t *signatures,
                                    uint8_t *buf,
                                    size_t cap,
                                    size_t *len,
                                    size_t *offsets,
                                    struct symbolon_error *info);

// Issues codes through a writer, block by block; a build with threads signs on all cores if the key is in memory.
//
// job:      what to write
// write:    see `symbolon_write`
// progress: see `symbolon_progress`; NULL to run to the end
// user:     handed on to both
// errors:   SYMBOLON_E_INDEX, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS; SYMBOLON_E_CANCELLED; SYMBOLON_E_STORAGE with
//           `detail`; SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false
//           signature. After these four everything up to the last report is written, and after SYMBOLON_E_STORAGE
//           perhaps a part of what follows: cut it off before you go on
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bulk_write(const struct symbolon_bulk *bulk,
                                    const struct symbolon_bulk_job *job,
                                    symbolon_write write,
                                    symbolon_progress progress,
                                    void *user,
                                    struct symbolon_error *info);

// Frees a bulk handle. NULL is a no-op.
SYMBOLON_API void symbolon_bulk_free(const struct symbolon_bulk *bulk);

// Makes a builder without codes.
//
// out: the builder; free it with `symbolon_batch_builder_free`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_batch_builder_new(struct symbolon_batch_builder **out);

// Adds codes in any carrier, signed or not: the signature is not certified.
//
// bytes, offsets: the codes; see "Batches"
// statuses:       out, one for each code: of the form 101 to 116; SYMBOLON_E_FULL behind 2^32 - 1 codes
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_batch_builder_add_batch(struct symbolon_batch_builder *builder,
                                                 const uint8_t *bytes,
                                                 const size_t *offsets,
                                                 size_t n,
                                                 symbolon_status *statuses);

// Closes a batch. The builder is empty then, also after a refusal.
//
// out:    the batch; free it with `symbolon_batch_free`
// errors: SYMBOLON_E_REPEATED with `item` for the first code that was added before, counted in added codes;
//         SYMBOLON_E_PARAMETER without a code
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_batch_builder_finish(struct symbolon_batch_builder *builder,
                                              const struct symbolon_batch **out,
                                              struct symbolon_error *info);

// Frees a builder. NULL is a no-op.
SYMBOLON_API void symbolon_batch_builder_free(struct symbolon_batch_builder *builder);

// The root of a batch, and how many codes there are.
//
// root:  out, SYMBOLON_ROOT_BYTES
// count: out
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_batch_root(const struct symbolon_batch *batch,
                                    uint8_t *root,
                                    uint64_t *count);

// The proof that a code belongs to the batch.
//
// code:   `code_len` bytes in any carrier
// buf:    out, at most SYMBOLON_PROOF_MAX bytes
// errors: of the form 101 to 116; SYMBOLON_E_NOT_INCLUDED
// source: drawn in src/trust/merkle.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_batch_proof(const struct symbolon_batch *batch,
                                     const uint8_t *code,
                                     size_t code_len,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len,
                                     struct symbolon_error *info);

// The proof that a code does not belong to the batch.
//
// code:   `code_len` bytes in any carrier
// buf:    out, at most SYMBOLON_ABSENCE_MAX bytes; none, with a length of 0, if the code belongs to the batch
// errors: of the form 101 to 116
// source: drawn in src/trust/merkle.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_batch_absence(const struct symbolon_batch *batch,
                                       const uint8_t *code,
                                       size_t code_len,
                                       uint8_t *buf,
                                       size_t cap,
                                       size_t *len,
                                       struct symbolon_error *info);

// Frees a batch. NULL is a no-op.
SYMBOLON_API void symbolon_batch_free(const struct symbolon_batch *batch);

// Signs the certificate of a batch.
//
// issuer: whose key signs; better not one that signs codes
// name:   1 to SYMBOLON_BATCH_NAME_MAX bytes of UTF-8
// time:   when the batch was closed, seconds since 1970 UTC
// buf:    out, the certificate: about 170 bytes and the name, and 15 more for each GTIN
// errors: SYMBOLON_E_CHARSET, SYMBOLON_E_PARAMETER, SYMBOLON_E_TOO_LONG of the name; SYMBOLON_E_FULL for more than 4096
//         GTINs; SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false signature
// source: drawn in src/trust/certificate.rs; COSE_Sign1 (RFC 9052)
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_certificate_sign(const struct symbolon_batch *batch,
                                          const struct symbolon_issuer *issuer,
                                          const uint8_t *name,
                                          size_t name_len,
                                          int64_t time,
                                          uint8_t *buf,
                                          size_t cap,
                                          size_t *len,
                                          struct symbolon_error *info);

// The key that claims to have signed a certificate.
//
// key_id: out, SYMBOLON_KEY_ID_BYTES characters
// errors: SYMBOLON_E_ARTEFACT, SYMBOLON_E_TOO_LONG
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_certificate_key_id(const uint8_t *bytes,
                                            size_t len,
                                            uint8_t *key_id,
                                            struct symbolon_error *info);

// Reads a certificate that a key signed. Whether that key may certify batches is for you to decide.
//
// key:    `key_len` bytes: the suite key of the signer
// out:    the certificate; free it with `symbolon_certificate_free`
// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_ARTEFACT, SYMBOLON_E_TOO_LONG, SYMBOLON_E_UNKNOWN_KEY if it
//         names another key, SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_certificate_open(const uint8_t *bytes,
                                          size_t len,
                                          const uint8_t *key,
                                          size_t key_len,
                                          const struct symbolon_certificate **out,
                                          struct symbolon_error *info);

// What a certificate says.
//
// facts: out
// buf:   out, the name of the batch, UTF-8, at most SYMBOLON_BATCH_NAME_MAX bytes
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_certificate_read(const struct symbolon_certificate *certificate,
                                          struct symbolon_certificate_facts *facts,
                                          uint8_t *buf,
                                          size_t cap,
                                          size_t *len);

// How many codes of a trade item a certificate counts.
//
// gtin:   8, 12, 13 or 14 ASCII digits
// count:  out, 0 for a trade item that is not in the batch
// errors: of the GTIN: SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_certificate_gtin_count(const struct symbolon_certificate *certificate,
                                                const uint8_t *gtin,
                                                size_t gtin_len,
                                                uint64_t *count);

// Whether a code belongs to the batch, its signature aside: SYMBOLON_OK or SYMBOLON_E_NOT_INCLUDED.
//
// code:   `code_len` bytes in any carrier
// proof:  `proof_len` bytes, what `symbolon_batch_proof` gave
// errors: SYMBOLON_E_NOT_INCLUDED; of the code 101 to 116; of the proof, with `item` 1: SYMBOLON_E_TOO_LONG,
//         SYMBOLON_E_TRUNCATED, SYMBOLON_E_VERSION, SYMBOLON_E_ARTEFACT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_certificate_includes(const struct symbolon_certificate *certificate,
                                              const uint8_t *code,
                                              size_t code_len,
                                              const uint8_t *proof,
                                              size_t proof_len,
                                              struct symbolon_error *info);

// Whether a proof shows that a code does not belong to the batch.
//
// code:   `code_len` bytes in any carrier
// proof:  `proof_len` bytes, what `symbolon_batch_absence` gave
// answer: out, SYMBOLON_ABSENT_SHOWN or SYMBOLON_ABSENT_NOT_SHOWN
// errors: of the code 101 to 116; of the proof, with `item` 1, as of `symbolon_certificate_includes`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_certificate_excludes(const struct symbolon_certificate *certificate,
                                              const uint8_t *code,
                                              size_t code_len,
                                              const uint8_t *proof,
                                              size_t proof_len,
                                              uint32_t *answer,
                                              struct symbolon_error *info);

// Compares collected codes with a certificate. More may be added afterwards.
//
// builder: the codes that were seen
// check:   out
// buf:     out, the places, in the order of adding, of codes that had been seen before
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_certificate_check(const struct symbolon_certificate *certificate,
                                           struct symbolon_batch_builder *builder,
                                           struct symbolon_batch_check *check,
                                           uint32_t *buf,
                                           size_t cap,
                                           size_t *len);

// Frees a certificate. NULL is a no-op.
SYMBOLON_API void symbolon_certificate_free(const struct symbolon_certificate *certificate);

// Takes the units of a container, in any order.
//
// container:      `container_len` bytes, its code in any carrier
// bytes, offsets: the codes of the units; see "Batches"
// out:            the contents; free them with `symbolon_contents_free`
// errors:         of a code 101 to 116, with `item`; the container is item `n`; SYMBOLON_E_REPEATED with `item`;
//                 SYMBOLON_E_PARAMETER without a unit; SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_new(const uint8_t *container,
                                      size_t container_len,
                                      const uint8_t *bytes,
                                      const size_t *offsets,
                                      size_t n,
                                      const struct symbolon_contents **out,
                                      struct symbolon_error *info);

// The digest of the units: the same in whatever order they were named.
//
// root:  out, SYMBOLON_ROOT_BYTES
// count: out, how many units there are
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_digest(const struct symbolon_contents *contents,
                                         uint8_t *root,
                                         uint32_t *count);

// The proof that a unit lies in the container: 425 bytes for one of 5000.
//
// code:   `code_len` bytes in any carrier
// buf:    out, at most SYMBOLON_PROOF_MAX bytes
// errors: of the code 101 to 116; SYMBOLON_E_NOT_INCLUDED
// source: drawn in src/code/hash_tree.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_proof(const struct symbolon_contents *contents,
                                        const uint8_t *code,
                                        size_t code_len,
                                        uint8_t *buf,
                                        size_t cap,
                                        size_t *len,
                                        struct symbolon_error *info);

// Signs the note of a container.
//
// issuer:   whose key signs
// time:     when it was made, seconds since 1970 UTC
// filtered: 1 with a filter, which answers `symbolon_contents_note_may_contain`; 0 without
// buf:      out, the note: about 170 bytes, and with a filter 1 for each unit and 3
// errors:   SYMBOLON_E_PARAMETER for another `filtered`; SYMBOLON_E_FULL for a filter of more than SYMBOLON_FILTERED_MAX
//           units; SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false signature
// source:   drawn in src/trust/contents.rs; COSE_Sign1 (RFC 9052)
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_sign(const struct symbolon_contents *contents,
                                       const struct symbolon_issuer *issuer,
                                       int64_t time,
                                       uint32_t filtered,
                                       uint8_t *buf,
                                       size_t cap,
                                       size_t *len,
                                       struct symbolon_error *info);

// Frees contents. NULL is a no-op.
SYMBOLON_API void symbolon_contents_free(const struct symbolon_contents *contents);

// The key that claims to have signed a note.
//
// key_id: out, SYMBOLON_KEY_ID_BYTES characters
// errors: SYMBOLON_E_ARTEFACT, SYMBOLON_E_TOO_LONG
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_note_key_id(const uint8_t *bytes,
                                              size_t len,
                                              uint8_t *key_id,
                                              struct symbolon_error *info);

// Reads a note that a key signed. Whether that key may speak for the container, and whether it is the container at hand,
// is for you to decide.
//
// key:    `key_len` bytes: the suite key of the signer
// out:    the note; free it with `symbolon_contents_note_free`
// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_ARTEFACT, SYMBOLON_E_TOO_LONG, SYMBOLON_E_UNKNOWN_KEY if it
//         names another key, SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_note_open(const uint8_t *bytes,
                                            size_t len,
                                            const uint8_t *key,
                                            size_t key_len,
                                            const struct symbolon_contents_note **out,
                                            struct symbolon_error *info);

// What a note says.
//
// facts: out
// buf:   out, the identity of the container, as of `symbolon_code_identity`, at most SYMBOLON_IDENTITY_MAX bytes
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_note_read(const struct symbolon_contents_note *note,
                                            struct symbolon_contents_facts *facts,
                                            uint8_t *buf,
                                            size_t cap,
                                            size_t *len);

// Whether a unit may lie in the container, by the note's filter.
//
// code:   `code_len` bytes in any carrier
// answer: out, SYMBOLON_CONTAINED_x
// errors: of the code 101 to 116
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_note_may_contain(const struct symbolon_contents_note *note,
                                                   const uint8_t *code,
                                                   size_t code_len,
                                                   uint32_t *answer,
                                                   struct symbolon_error *info);

// `symbolon_contents_note_may_contain` for a batch.
//
// bytes, offsets: the codes; see "Batches"
// answers:        out, one for each code; SYMBOLON_CONTAINED_UNKNOWN where the status is not SYMBOLON_OK
// statuses:       out, one for each code
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_note_may_contain_batch(const struct symbolon_contents_note *note,
                                                         const uint8_t *bytes,
                                                         const size_t *offsets,
                                                         size_t n,
                                                         uint32_t *answers,
                                                         symbolon_status *statuses);

// Whether a proof shows that a unit lies in the container: SYMBOLON_OK or SYMBOLON_E_NOT_INCLUDED.
//
// code:   `code_len` bytes in any carrier
// proof:  `proof_len` bytes, what `symbolon_contents_proof` gave
// errors: SYMBOLON_E_NOT_INCLUDED; of the code 101 to 116; of the proof, with `item` 1: SYMBOLON_E_TOO_LONG,
//         SYMBOLON_E_TRUNCATED, SYMBOLON_E_VERSION, SYMBOLON_E_ARTEFACT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_contents_note_includes(const struct symbolon_contents_note *note,
                                                const uint8_t *code,
                                                size_t code_len,
                                                const uint8_t *proof,
                                                size_t proof_len,
                                                struct symbolon_error *info);

// Frees a note. NULL is a no-op.
SYMBOLON_API void symbolon_contents_note_free(const struct symbolon_contents_note *note);

// A few English words for a verdict, for an operator or a log.
//
// verdict: any number; an unknown one has a text too
// returns: ASCII, NUL-terminated, static, never NULL
// threads: any
SYMBOLON_API SYMBOLON_WARN_UNUSED const char *symbolon_verdict_text(uint32_t verdict);

// Makes a verifier that believes nobody yet.
//
// options: NULL for the default
// out:     the verifier; free it with `symbolon_verifier_free`
// errors:  SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_new(const struct symbolon_verifier_options *options,
                                      struct symbolon_verifier **out);

// Adds a public key that is believed.
//
// public_key:     SYMBOLON_PUBLIC_KEY_BYTES
// from, until:    when it is believed, seconds since 1970 UTC, `until` excluded; INT64_MIN and INT64_MAX for always
// bytes, offsets: what it may speak for: GTINs of 14 digits, and company prefixes of 4 to 12; see "Batches".
//                 `n` of 0 means everything
// key_id:         out, SYMBOLON_KEY_ID_BYTES characters; may be NULL
// errors:         SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_WINDOW, SYMBOLON_E_TAKEN; of the scope with `item`:
//                 SYMBOLON_E_COMPANY_PREFIX, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_add_key(struct symbolon_verifier *verifier,
                                          const uint8_t *public_key,
                                          int64_t from,
                                          int64_t until,
                                          const uint8_t *bytes,
                                          const size_t *offsets,
                                          size_t n,
                                          uint8_t *key_id,
                                          struct symbolon_error *info);

// Believes a key no more. Revoking twice changes nothing.
//
// key_id: SYMBOLON_KEY_ID_BYTES characters
// errors: SYMBOLON_E_PROOF if that is no key id, SYMBOLON_E_UNKNOWN_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_revoke(struct symbolon_verifier *verifier,
                                         const uint8_t *key_id);

// Lets a verifier open the serials of a series. From then on every serial of its GTIN must open under one of the
// GTIN's series: add all of them, and none for a GTIN with external serials.
//
// series: stays yours
// errors: SYMBOLON_E_TAKEN if a series of the same GTIN and slot is there already
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_add_series(struct symbolon_verifier *verifier,
                                             const struct symbolon_series *series);

// Reads and verifies what a scanner delivered. A malformed or false code is an answer: SYMBOLON_OK and its verdict.
//
// code: `code_len` bytes in any carrier
// at:   the time, seconds since 1970 UTC
// out:  the answer; set its `size` first
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_verify(const struct symbolon_verifier *verifier,
                                         const uint8_t *code,
                                         size_t code_len,
                                         int64_t at,
                                         struct symbolon_verification *out);

// `symbolon_verifier_verify` for a batch: the same answers, several times faster, because the signatures of one key
// are checked together. The more codes in a call, the faster, up to about 8000.
//
// Takes up to 16 MiB of memory while it runs, however many codes there are. Uses the calling thread alone: to use
// several, give each a part of the codes and of the answers.
//
// bytes, offsets: the codes; see "Batches"
// out, stride:    one answer for each code, `stride` bytes apart: pass `sizeof(symbolon_verification)`. Their
//                 `size` need not be set
// errors:         SYMBOLON_E_OFFSETS, SYMBOLON_E_OPTIONS for an impossible stride
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_verify_batch(const struct symbolon_verifier *verifier,
                                               const uint8_t *bytes,
                                               const size_t *offsets,
                                               size_t n,
                                               int64_t at,
                                               struct symbolon_verification *out,
                                               size_t stride);

// Like `symbolon_verifier_verify`, and checks the signature whatever else was found: for an investigation. A code of a
// revoked key whose signature is true came from that key's holder.
//
// code: `code_len` bytes in any carrier
// at:   the time, seconds since 1970 UTC
// out:  the answer; set its `size` first
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_examine(const struct symbolon_verifier *verifier,
                                          const uint8_t *code,
                                          size_t code_len,
                                          int64_t at,
                                          struct symbolon_verification *out);

// Frees a verifier. NULL is a no-op.
SYMBOLON_API void symbolon_verifier_free(struct symbolon_verifier *verifier);

// Makes a private key of any suite from randomness of yours.
//
// suite:  SYMBOLON_SUITE_x
// secret: SYMBOLON_SECRET_BYTES random bytes; wipe your copy
// out:    the key; free it with `symbolon_secret_key_free`
// errors: SYMBOLON_E_SUITE; SYMBOLON_E_PARAMETER, less than once in 2^32, for a number out of range: draw another
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_secret_key_from_secret(uint32_t suite,
                                                const uint8_t *secret,
                                                const struct symbolon_secret_key **out);

// The public half of a private key of any suite.
//
// buf: out, a suite key; at most SYMBOLON_SUITE_KEY_MAX bytes
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_secret_key_suite_key(const struct symbolon_secret_key *key,
                                              uint8_t *buf,
                                              size_t cap,
                                              size_t *len);

// Reads a public key of any suite, as `openssl pkey -pubout` writes it (SPKI).
//
// pem:    `pem_len` bytes of text
// buf:    out, a suite key; at most SYMBOLON_SUITE_KEY_MAX bytes
// errors: SYMBOLON_E_PEM, SYMBOLON_E_TOO_LONG, SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY
// source: RFC 5480, RFC 8410
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_suite_key_from_pem(const uint8_t *pem,
                                            size_t pem_len,
                                            uint8_t *buf,
                                            size_t cap,
                                            size_t *len);

// A public key of any suite as PEM (SPKI).
//
// key:    `key_len` bytes: a suite key
// buf:    out, at most SYMBOLON_PEM_MAX bytes
// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_suite_key_to_pem(const uint8_t *key,
                                          size_t key_len,
                                          uint8_t *buf,
                                          size_t cap,
                                          size_t *len);

// The id under which codes name a public key of any suite. Also checks the key.
//
// key:    `key_len` bytes: a suite key
// key_id: out, SYMBOLON_KEY_ID_BYTES characters, no NUL
// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_suite_key_id(const uint8_t *key,
                                      size_t key_len,
                                      uint8_t *key_id);

// `symbolon_verifier_add_key` for a public key of any suite.
//
// key:            `key_len` bytes: a suite key
// from, until:    when it is believed, seconds since 1970 UTC, `until` excluded; INT64_MIN and INT64_MAX for always
// bytes, offsets: what it may speak for, as in `symbolon_verifier_add_key`; `n` of 0 means everything
// key_id:         out, SYMBOLON_KEY_ID_BYTES characters; may be NULL
// errors:         SYMBOLON_E_SUITE, and those of `symbolon_verifier_add_key`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_add_suite_key(struct symbolon_verifier *verifier,
                                                const uint8_t *key,
                                                size_t key_len,
                                                int64_t from,
                                                int64_t until,
                                                const uint8_t *bytes,
                                                const size_t *offsets,
                                                size_t n,
                                                uint8_t *key_id,
                                                struct symbolon_error *info);

// A private key as PEM sealed by a passphrase (PKCS#8, PBES2 with scrypt and AES-256-CBC), which openssl reads too.
//
// passphrase:  `passphrase_len` bytes, at least one, taken as they are; wipe your copy
// salt_and_iv: SYMBOLON_SALT_AND_IV_BYTES of fresh randomness, never used again
// log_n:       14 to 17: takes 2^log_n KiB of memory, and time in proportion. openssl reads 14 unless told otherwise
// buf:         out, at most SYMBOLON_SEALED_PEM_MAX bytes
// errors:      SYMBOLON_E_PARAMETER
// source:      RFC 5958, RFC 8018, RFC 7914
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_secret_key_seal(const struct symbolon_secret_key *key,
                                         const uint8_t *passphrase,
                                         size_t passphrase_len,
                                         const uint8_t *salt_and_iv,
                                         uint32_t log_n,
                                         uint8_t *buf,
                                         size_t cap,
                                         size_t *len);

// Reads a private key of any suite that a passphrase seals, as `symbolon_secret_key_seal` or
// `openssl pkcs8 -topk8 -v2 aes-256-cbc` writes it. Takes at most 128 MiB of memory and about a second.
//
// pem:        `pem_len` bytes of text
// passphrase: `passphrase_len` bytes; wipe your copy
// out:        the key; free it with `symbolon_secret_key_free`
// errors:     SYMBOLON_E_PASSPHRASE; SYMBOLON_E_PEM, SYMBOLON_E_TOO_LONG; SYMBOLON_E_PARAMETER for a file that would cost
//             more; SYMBOLON_E_SUITE
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_secret_key_open(const uint8_t *pem,
                                         size_t pem_len,
                                         const uint8_t *passphrase,
                                         size_t passphrase_len,
                                         const struct symbolon_secret_key **out);

// Signs a grant: this key may issue, at this time and for this scope.
//
// root:           signs; its key is the root key
// key:            `key_len` bytes: the suite key that is granted
// from, until:    when it is believed, seconds since 1970 UTC, `until` excluded; INT64_MIN and INT64_MAX for always
// bytes, offsets: what it may speak for, as in `symbolon_verifier_add_key`; `n` of 0 means everything
// name:           `name_len` bytes of UTF-8, for people; at most SYMBOLON_GRANT_NAME_MAX; NULL with 0 for none
// buf:            out, the grant; under 256 bytes for a few rules
// errors:         SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_WINDOW; SYMBOLON_E_CHARSET, SYMBOLON_E_CLAIM
//                 for the name; of the scope as `symbolon_verifier_add_key`; SYMBOLON_E_TOO_LONG; SYMBOLON_E_SIGNER with `detail`;
//                 SYMBOLON_E_SIGNATURE if an external signer gave a false signature
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_grant_sign(const struct symbolon_issuer *root,
                                    const uint8_t *key,
                                    size_t key_len,
                                    int64_t from,
                                    int64_t until,
                                    const uint8_t *bytes,
                                    const size_t *offsets,
                                    size_t n,
                                    const uint8_t *name,
                                    size_t name_len,
                                    uint8_t *buf,
                                    size_t cap,
                                    size_t *len,
                                    struct symbolon_error *info);

// Adds the key of a grant to those that are believed, if the root key signed the grant and may grant as much.
//
// grant:          `grant_len` bytes
// root:           `root_len` bytes: the suite key of the root
// bytes, offsets: what the root may speak for, as in `symbolon_verifier_add_key`; `n` of 0 means everything
// key_id:         out, SYMBOLON_KEY_ID_BYTES characters; may be NULL
// errors:         SYMBOLON_E_ARTEFACT, SYMBOLON_E_CLAIM with `item`, SYMBOLON_E_TOO_LONG, SYMBOLON_E_VERSION;
//                 SYMBOLON_E_UNKNOWN_KEY if another root signed; SYMBOLON_E_SIGNATURE; SYMBOLON_E_SCOPE;
//                 SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_TAKEN; of the root's scope as
//                 `symbolon_verifier_add_key`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_admit(struct symbolon_verifier *verifier,
                                        const uint8_t *grant,
                                        size_t grant_len,
                                        const uint8_t *root,
                                        size_t root_len,
                                        const uint8_t *bytes,
                                        const size_t *offsets,
                                        size_t n,
                                        uint8_t *key_id,
                                        struct symbolon_error *info);

// Signs a lease. Whoever grants keeps the ranges of a series disjoint.
//
// granter: signs it
// terms:   what is granted; set `size` first
// buf:     out, at most SYMBOLON_LEASE_MAX bytes: what goes to the holder
// errors:  SYMBOLON_E_CLAIM for a holder, count or quota that makes no sense; SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET,
//          SYMBOLON_E_CHECK_DIGIT, SYMBOLON_E_PROOF for id, slot, GTIN or key id; SYMBOLON_E_WINDOW; SYMBOLON_E_INDEX;
//          SYMBOLON_E_OPTIONS; SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE
// source:  drawn in src/trust/lease.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_lease_grant(const struct symbolon_issuer *granter,
                                     const struct symbolon_lease_terms *terms,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len,
                                     struct symbolon_error *info);

// Which key claims to have granted a lease: to find the key to open it with.
//
// key_id: out, SYMBOLON_KEY_ID_BYTES characters
// errors: SYMBOLON_E_TOO_LONG, SYMBOLON_E_ARTEFACT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_lease_granter(const uint8_t *bytes,
                                       size_t bytes_len,
                                       uint8_t *key_id);

// Reads a lease and checks that the key granted it.
//
// granter: `granter_len` bytes: the suite key of the granter
// out:     the lease; free it with `symbolon_lease_free`
// errors:  SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_TOO_LONG, SYMBOLON_E_ARTEFACT, SYMBOLON_E_UNKNOWN_KEY if it
//          names another granter, SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_lease_open(const uint8_t *bytes,
                                    size_t bytes_len,
                                    const uint8_t *granter,
                                    size_t granter_len,
                                    const struct symbolon_lease **out,
                                    struct symbolon_error *info);

// What a lease grants.
//
// terms:  out; set its `size` first
// errors: SYMBOLON_E_OPTIONS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_lease_read(const struct symbolon_lease *lease,
                                    struct symbolon_lease_terms *terms);

// Frees a lease. NULL is a no-op. Draws and reconcilers that were given it keep what they need.
SYMBOLON_API void symbolon_lease_free(const struct symbolon_lease *lease);

// Begins to draw from a lease, or goes on after a restart.
//
// lease:  stays yours
// cursor: `cursor_len` bytes that your storage holds for this lease; NULL with 0 if it was never drawn from. Never a
//         copy from a backup: indices would be handed out twice
// out:    the draw; free it with `symbolon_draw_free`
// errors: SYMBOLON_E_CURSOR for a torn cursor, or one of another lease
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_draw_new(const struct symbolon_lease *lease,
                                  const uint8_t *cursor,
                                  size_t cursor_len,
                                  struct symbolon_draw **out);

// Draws the next indices. The new cursor is stored before they are handed out, so that a crash never repeats one.
//
// count:       how many, at least 1
// at:          the time, seconds since 1970 UTC
// store, user: see `symbolon_store`; `user` is handed on
// first:       out, the first of `count` indices
// errors:      SYMBOLON_E_PARAMETER for 0; SYMBOLON_E_OUT_OF_TIME; SYMBOLON_E_EXHAUSTED beyond the quota or after the
//              lease was closed; SYMBOLON_E_STORAGE with `detail`. Nothing is drawn then
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_draw_next(struct symbolon_draw *draw,
                                   uint64_t count,
                                   int64_t at,
                                   symbolon_store store,
                                   void *user,
                                   uint64_t *first,
                                   struct symbolon_error *info);

// How far a lease has been drawn.
//
// used:      out, how many indices are gone
// remaining: out, how many can still be drawn
// closed:    out, 1 if the lease is closed, otherwise 0
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_draw_counts(const struct symbolon_draw *draw,
                                     uint64_t *used,
                                     uint64_t *remaining,
                                     uint32_t *closed);

// Closes a lease: what was not drawn goes back. Closing again gives the same receipt, for one that was lost.
//
// holder:      signs the receipt
// at:          the time, seconds since 1970 UTC
// store, user: see `symbolon_store`; called before the receipt is made, and not for a lease that is closed already
// buf:         out, room for SYMBOLON_RECEIPT_MAX bytes: with less, nothing happens, and `len` says so
// errors:      SYMBOLON_E_HOLDER if the lease names another key; SYMBOLON_E_STORAGE with `detail`: it is open then;
//              SYMBOLON_E_SIGNER with `detail`, SYMBOLON_E_SIGNATURE: it is closed then, close it again
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_draw_close(struct symbolon_draw *draw,
                                    const struct symbolon_issuer *holder,
                                    int64_t at,
                                    symbolon_store store,
                                    void *user,
                                    uint8_t *buf,
                                    size_t cap,
                                    size_t *len,
                                    struct symbolon_error *info);

// Frees a draw. NULL is a no-op. What was stored last still holds.
SYMBOLON_API void symbolon_draw_free(struct symbolon_draw *draw);

// What a receipt gives back: the unused tail of the lease, which may be leased anew.
//
// bytes:        the receipt, `bytes_len` bytes
// holder:       `holder_len` bytes: the suite key of the holder
// lease:        the lease it is to belong to
// first, count: out, the indices that return
// errors:       as `symbolon_lease_open`; SYMBOLON_E_CURSOR if it is the receipt of another lease; SYMBOLON_E_HOLDER if
//               another than its holder signed it; SYMBOLON_E_EXHAUSTED if it claims more than the quota
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_receipt_returned(const uint8_t *bytes,
                                          size_t bytes_len,
                                          const uint8_t *holder,
                                          size_t holder_len,
                                          const struct symbolon_lease *lease,
                                          uint64_t *first,
                                          uint64_t *count,
                                          struct symbolon_error *info);

// Makes a reconciler that knows nothing yet.
//
// out: the reconciler; free it with `symbolon_reconciler_free`
SYMBOLON_API SYMBOLON_WARN_UNUSED symbolon_status symbolon_reconciler_new(struct symbolon_reconciler **out);

// Takes a lease. The same one again changes nothing.
//
// lease:  stays yours
// errors: SYMBOLON_E_TAKEN if another lease bears its id
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_reconciler_add_lease(struct symbolon_reconciler *reconciler,
                                              const struct symbolon_lease *lease);

// Takes a receipt. The same one again changes nothing.
//
// bytes:  the receipt, `bytes_len` bytes
// key:    `key_len` bytes: the suite key of who signed it. Whether that is the holder, the report says
// errors: as `symbolon_lease_open`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_reconciler_add_receipt(struct symbolon_reconciler *reconciler,
                                                const uint8_t *bytes,
                                                size_t bytes_len,
                                                const uint8_t *key,
                                                size_t key_len,
                                                struct symbolon_error *info);

// Takes sightings of one series: all of them, or none.
//
// gtin:   8, 12, 13 or 14 ASCII digits
// slot:   of the series; may be empty
// rows:   `n` sightings
// errors: of gtin and slot SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT; of a row with `item`:
//         SYMBOLON_E_INDEX for UINT64_MAX, SYMBOLON_E_PARAMETER for 0 units or an unknown flag, SYMBOLON_E_PROOF for
//         what is no key id
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_reconciler_see(struct symbolon_reconciler *reconciler,
                                        const uint8_t *gtin,
                                        size_t gtin_len,
                                        const uint8_t *slot,
                                        size_t slot_len,
                                        const struct symbolon_sighting *rows,
                                        size_t n,
                                        struct symbolon_error *info);

// Takes declarations that the codes of these indices exist no more, or were never printed. They account for the
// indices, and for nothing that anybody did with them.
//
// gtin, slot: as in `symbolon_reconciler_see`
// indices:    `n` indices
// errors:     as there; SYMBOLON_E_INDEX for UINT64_MAX: those before it are taken
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_reconciler_declare_void(struct symbolon_reconciler *reconciler,
                                                 const uint8_t *gtin,
                                                 size_t gtin_len,
                                                 const uint8_t *slot,
                                                 size_t slot_len,
                                                 const uint64_t *indices,
                                                 size_t n,
                                                 struct symbolon_error *info);

// Everything that does not fit: ascending by series, kind, lease and index. The runs are as long as they go.
//
// buf: out, one row for each finding; asking for the length first takes as long as the report
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_reconciler_report(const struct symbolon_reconciler *reconciler,
                                           struct symbolon_finding *buf,
                                           size_t cap,
                                           size_t *len);

// Frees a reconciler. NULL is a no-op.
SYMBOLON_API void symbolon_reconciler_free(struct symbolon_reconciler *reconciler);

// Says what became of a key that was added to the verifier itself, or admitted.
//
// key_id:   SYMBOLON_KEY_ID_BYTES characters
// standing: SYMBOLON_STANDING_x
// since:    seconds since 1970 UTC, for END_OF_LIFE and COMPROMISED; otherwise unused
// errors:   SYMBOLON_E_PARAMETER, SYMBOLON_E_PROOF if that is no key id, SYMBOLON_E_UNKNOWN_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_set_standing(struct symbolon_verifier *verifier,
                                               const uint8_t *key_id,
                                               uint32_t standing,
                                               int64_t since);

// Says when a key that was added to the verifier itself, or admitted, signs: compared with the production date (11) of
// codes that carry one. Without this call it is always.
//
// key_id:      SYMBOLON_KEY_ID_BYTES characters
// from, until: seconds since 1970 UTC, `until` excluded; INT64_MIN and INT64_MAX for always
// errors:      SYMBOLON_E_WINDOW, SYMBOLON_E_PROOF if that is no key id, SYMBOLON_E_UNKNOWN_KEY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_set_signing(struct symbolon_verifier *verifier,
                                              const uint8_t *key_id,
                                              int64_t from,
                                              int64_t until);

// Opens a bundle: one file of issuing keys, leases, and revoked and recalled codes, signed by a brand's root key.
//
// bytes:        `bytes_len` bytes of the file, at most 64 MiB
// root:         `root_len` bytes: the suite key of the root as you were given it, never taken from the file
// newest_known: the highest sequence number that you have stored, 0 for none: older files are refused
// out:          the bundle; free it with `symbolon_bundle_free`
// errors:       SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY of the root; SYMBOLON_E_TOO_LONG, SYMBOLON_E_ARTEFACT,
//               SYMBOLON_E_UNKNOWN_KEY, SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM, SYMBOLON_E_ROLLED_BACK
// source:       COSE_Sign1, RFC 9052; the payload is drawn in src/trust/bundle_format.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bundle_open(const uint8_t *bytes,
                                     size_t bytes_len,
                                     const uint8_t *root,
                                     size_t root_len,
                                     uint64_t newest_known,
                                     const struct symbolon_bundle **out,
                                     struct symbolon_error *info);

// The number of a bundle, to be stored as `newest_known`, and its times.
//
// sequence:    out
// issued_at:   out, seconds since 1970 UTC
// next_update: out, seconds since 1970 UTC: from then on the bundle is stale, and believed all the same
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bundle_times(const struct symbolon_bundle *bundle,
                                      uint64_t *sequence,
                                      int64_t *issued_at,
                                      int64_t *next_update);

// Whose root signed a bundle, for people.
//
// buf: out, UTF-8, at most 200 bytes
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bundle_name(const struct symbolon_bundle *bundle,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len);

// The file of a bundle, to be stored: after `symbolon_bundle_apply` it is new.
//
// buf: out
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bundle_bytes(const struct symbolon_bundle *bundle,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len);

// The delta that makes a bundle from an older one of the same root; its length follows what changed. Needs no key:
// whoever publishes bundles can make it.
//
// newer, older: stay yours
// buf:          out
// errors:       SYMBOLON_E_UNKNOWN_KEY if the roots differ, SYMBOLON_E_ROLLED_BACK if `older` is not older,
//               SYMBOLON_E_ARTEFACT if another program wrote `newer` in another form, SYMBOLON_E_TOO_LONG
// source:       drawn in src/trust/delta.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bundle_delta(const struct symbolon_bundle *newer,
                                      const struct symbolon_bundle *older,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len);

// Makes the newer bundle from an older one and a delta. The root's signature of the newer one is verified.
//
// older:  stays yours
// delta:  `delta_len` bytes, at most 64 MiB
// out:    the newer bundle; free it with `symbolon_bundle_free`
// errors: SYMBOLON_E_DELTA_BASE if it was made for another bundle; SYMBOLON_E_ARTEFACT, SYMBOLON_E_VERSION; those of
//         `symbolon_bundle_open`, SYMBOLON_E_SIGNATURE for a delta that was changed
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_bundle_apply(const struct symbolon_bundle *older,
                                      const uint8_t *delta,
                                      size_t delta_len,
                                      const struct symbolon_bundle **out,
                                      struct symbolon_error *info);

// Lets a verifier believe what a bundle says, in place of an older bundle of the same root. Several roots may be
// installed; each speaks only about its scope.
//
// bundle:         stays yours; it may be freed before the verifier
// bytes, offsets: what the root may speak about: GTINs of 14 digits, and company prefixes of 4 to 12; see "Batches".
//                 `n` of 0 means everything
// errors:         SYMBOLON_E_ROLLED_BACK if a newer one is installed; SYMBOLON_E_SCOPE if the bundle speaks about more;
//                 SYMBOLON_E_TAKEN if one of its keys was added otherwise; of the scope with `item`:
//                 SYMBOLON_E_COMPANY_PREFIX, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_install(struct symbolon_verifier *verifier,
                                          const struct symbolon_bundle *bundle,
                                          const uint8_t *bytes,
                                          const size_t *offsets,
                                          size_t n,
                                          struct symbolon_error *info);

// Forgets what a root said, its keys included.
//
// root_id: SYMBOLON_KEY_ID_BYTES characters, the id of the root's key
// errors:  SYMBOLON_E_PROOF if that is no key id, SYMBOLON_E_UNKNOWN_KEY if no bundle of this root is installed
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_uninstall(struct symbolon_verifier *verifier,
                                            const uint8_t *root_id);

// Frees a bundle. NULL is a no-op. Verifiers that were given it keep what they need.
SYMBOLON_API void symbolon_bundle_free(const struct symbolon_bundle *bundle);

// One sentence for a consumer.
//
// advice:   SYMBOLON_ADVICE_x; an unknown one has the sentence of UNCONFIRMED
// language: SYMBOLON_LANGUAGE_x; an unknown one means English
// returns:  UTF-8, NUL-terminated, static, never NULL
// threads:  any
SYMBOLON_API SYMBOLON_WARN_UNUSED const char *symbolon_advice_text(uint32_t advice, uint32_t language);

// What to add for SYMBOLON_CONSUMER_STALE.
//
// language: SYMBOLON_LANGUAGE_x; an unknown one means English
// returns:  UTF-8, NUL-terminated, static, never NULL
// threads:  any
SYMBOLON_API SYMBOLON_WARN_UNUSED const char *symbolon_stale_text(uint32_t language);

// What may be said about a text that a consumer scanned. Any text has an answer.
//
// code: `code_len` bytes as the phone gave them; blanks around them are left out
// at:   the time, seconds since 1970 UTC
// out:  the answer; set its `size` first
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_verifier_consumer(const struct symbolon_verifier *verifier,
                                           const uint8_t *code,
                                           size_t code_len,
                                           int64_t at,
                                           struct symbolon_consumer_answer *out);

// Makes marks out of randomness, for a roll. Every 40 bits make a mark, each its own.
//
// random: `n` times SYMBOLON_MARK_RANDOM_BYTES
// marks:  out, `n` times SYMBOLON_MARK_BYTES characters
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_mark_from_random(const uint8_t *random,
                                          size_t n,
                                          uint8_t *marks);

// Reads a mark as people type it, either case, with or without hyphens and spaces, and writes it as it is printed.
//
// text:   `text_len` bytes
// mark:   out, SYMBOLON_MARK_BYTES characters
// errors: SYMBOLON_E_MARK_CHARSET with `at`, SYMBOLON_E_MARK_LENGTH, SYMBOLON_E_MARK_CHECK
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_mark_read(const uint8_t *text,
                                   size_t text_len,
                                   uint8_t *mark,
                                   struct symbolon_error *info);

// Makes the key of derived marks.
//
// secret: SYMBOLON_SECRET_BYTES random bytes; wipe your copy
// tenant: `tenant_len` bytes, 0 to 64
// epoch:  yours to change, best with each production order: a leaked key then reaches no further
// out:    the key; free it with `symbolon_mark_key_free`
// errors: SYMBOLON_E_TOO_LONG
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_mark_key_new(const uint8_t *secret,
                                      const uint8_t *tenant,
                                      size_t tenant_len,
                                      uint32_t epoch,
                                      const struct symbolon_mark_key **out,
                                      struct symbolon_error *info);

// The mark of one item.
//
// code:     `code_len` bytes in any carrier
// date:     `date_len` bytes, 0 to 64: the date exactly as printed on the item
// line:     `line_len` bytes, 0 to 64: the line that prints it
// position: where labels come from a numbered roll; NULL otherwise
// mark:     out, SYMBOLON_MARK_BYTES characters: a secret until the item is opened
// errors:   of the code 101 to 116; SYMBOLON_E_TOO_LONG
// source:   drawn in src/mark/derive.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_mark_key_derive(const struct symbolon_mark_key *key,
                                         const uint8_t *code,
                                         size_t code_len,
                                         const uint8_t *date,
                                         size_t date_len,
                                         const uint8_t *line,
                                         size_t line_len,
                                         const uint64_t *position,
                                         uint8_t *mark,
                                         struct symbolon_error *info);

// `symbolon_mark_key_derive` for a batch of one date and line.
//
// bytes, offsets: the codes; see "Batches"
// positions:      `n` positions of a roll; NULL where there is none
// marks:          out, `n` times SYMBOLON_MARK_BYTES characters; untouched where the status is not SYMBOLON_OK
// statuses:       out, one for each code
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_mark_key_derive_batch(const struct symbolon_mark_key *key,
                                               const uint8_t *bytes,
                                               const size_t *offsets,
                                               size_t n,
                                               const uint8_t *date,
                                               size_t date_len,
                                               const uint8_t *line,
                                               size_t line_len,
                                               const uint64_t *positions,
                                               uint8_t *marks,
                                               symbolon_status *statuses);

// Whether a mark is the one of an item. Count the guess first: `symbolon_guess_admit`.
//
// code, date, line, position: as in `symbolon_mark_key_derive`
// mark:   `mark_len` bytes as somebody typed it
// answer: out, SYMBOLON_MARK_MATCH or SYMBOLON_MARK_NO_MATCH
// errors: of the code 101 to 116; SYMBOLON_E_TOO_LONG; with `item` 1 those of a mark that was misread: ask again
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_mark_key_check(const struct symbolon_mark_key *key,
                                        const uint8_t *code,
                                        size_t code_len,
                                        const uint8_t *date,
                                        size_t date_len,
                                        const uint8_t *line,
                                        size_t line_len,
                                        const uint64_t *position,
                                        const uint8_t *mark,
                                        size_t mark_len,
                                        uint32_t *answer,
                                        struct symbolon_error *info);

// Frees a key of derived marks. NULL is a no-op.
SYMBOLON_API void symbolon_mark_key_free(const struct symbolon_mark_key *key);

// Counts a try at a mark before anyone knows whether it is right, or refuses it.
//
// Store the changed state, and go on only if nobody changed it in between; then check the mark; if it was right,
// call `symbolon_guess_give_back` on the state as it is then. No more than `wrong` wrong tries fall into any span of
// `window` seconds.
//
// wrong:  1 to 5
// window: seconds, 1 or more; `wrong` and `window` both 0 mean 5 in 86 400
// state:  in and out; unchanged on any status but SYMBOLON_OK
// now:    seconds since 1970 UTC
// answer: out, SYMBOLON_GUESS_ADMITTED or SYMBOLON_GUESS_LOCKED
// time:   out; admitted: what `symbolon_guess_give_back` wants; locked: the second of the next admission
// errors: SYMBOLON_E_PARAMETER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_guess_admit(uint32_t wrong,
                                     int64_t window,
                                     struct symbolon_guess_state *state,
                                     int64_t now,
                                     uint32_t *answer,
                                     int64_t *time);

// Takes back the count of a try whose mark was right.
//
// state: in and out
// time:  what `symbolon_guess_admit` gave for that try
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_guess_give_back(struct symbolon_guess_state *state,
                                         int64_t time);

// Makes an empty register.
//
// key: SYMBOLON_SECRET_BYTES random bytes, for this register alone; wipe your copy
// out: the register; free it with `symbolon_register_free`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_new(const uint8_t *key,
                                      struct symbolon_register **out);

// Takes the marks of a roll in, all or none.
//
// marks:  `n` times SYMBOLON_MARK_BYTES characters
// errors: SYMBOLON_E_MARK_TAKEN if one stands there twice or was enrolled before; of a mark that is none 401 to 403
//         with `item`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_enroll(struct symbolon_register *register_,
                                         const uint8_t *marks,
                                         size_t n,
                                         struct symbolon_error *info);

// Binds a free mark to a code that has no live mark. The same pair again changes nothing.
//
// code:   `code_len` bytes in any carrier
// mark:   `mark_len` bytes
// change: out, SYMBOLON_CHANGE_x; may be NULL
// errors: SYMBOLON_E_MARK_UNKNOWN, SYMBOLON_E_MARK_STATE, SYMBOLON_E_MARK_TAKEN, SYMBOLON_E_CODE_TAKEN; of the code
//         101 to 116; with `item` 1 those of a mark that is none
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_bind(struct symbolon_register *register_,
                                       const uint8_t *code,
                                       size_t code_len,
                                       const uint8_t *mark,
                                       size_t mark_len,
                                       uint32_t *change,
                                       struct symbolon_error *info);

// `symbolon_register_bind` for a batch; the pairs that are refused leave the others alone.
//
// bytes, offsets: the codes; see "Batches"
// marks:          `n` times SYMBOLON_MARK_BYTES characters
// statuses:       out, one for each pair
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_bind_batch(struct symbolon_register *register_,
                                             const uint8_t *bytes,
                                             const size_t *offsets,
                                             size_t n,
                                             const uint8_t *marks,
                                             symbolon_status *statuses);

// Lets a bound pair be answered with a match. The same pair again changes nothing.
//
// code:   `code_len` bytes in any carrier
// mark:   `mark_len` bytes
// change: out, SYMBOLON_CHANGE_x; may be NULL
// errors: SYMBOLON_E_MARK_UNKNOWN, SYMBOLON_E_MARK_STATE, SYMBOLON_E_MARK_TAKEN; of the code 101 to 116; with `item` 1
//         those of a mark that is none
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_activate(struct symbolon_register *register_,
                                           const uint8_t *code,
                                           size_t code_len,
                                           const uint8_t *mark,
                                           size_t mark_len,
                                           uint32_t *change,
                                           struct symbolon_error *info);

// `symbolon_register_activate` for a batch; the pairs that are refused leave the others alone.
//
// bytes, offsets: the codes; see "Batches"
// marks:          `n` times SYMBOLON_MARK_BYTES characters
// statuses:       out, one for each pair
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_activate_batch(struct symbolon_register *register_,
                                                 const uint8_t *bytes,
                                                 const size_t *offsets,
                                                 size_t n,
                                                 const uint8_t *marks,
                                                 symbolon_status *statuses);

// Takes a mark out of use for ever, and frees its code for another mark. A void mark keeps its first reason.
//
// mark:   `mark_len` bytes
// reason: `reason_len` bytes, 1 to 255, kept as given
// change: out, SYMBOLON_CHANGE_x; may be NULL
// errors: SYMBOLON_E_REASON, SYMBOLON_E_MARK_UNKNOWN; with `item` 1 those of a mark that is none
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_void(struct symbolon_register *register_,
                                       const uint8_t *mark,
                                       size_t mark_len,
                                       const uint8_t *reason,
                                       size_t reason_len,
                                       uint32_t *change,
                                       struct symbolon_error *info);

// Does `symbolon_register_void` to the mark last bound to a code: for a mark that can no longer be read.
//
// code:   `code_len` bytes in any carrier
// reason: `reason_len` bytes, 1 to 255, kept as given
// change: out, SYMBOLON_CHANGE_x; may be NULL
// errors: SYMBOLON_E_REASON, SYMBOLON_E_MARK_UNKNOWN if the code never had a mark; of the code 101 to 116
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_void_of(struct symbolon_register *register_,
                                          const uint8_t *code,
                                          size_t code_len,
                                          const uint8_t *reason,
                                          size_t reason_len,
                                          uint32_t *change,
                                          struct symbolon_error *info);

// Whether a mark and a code are an activated pair. Count the guess first: `symbolon_guess_admit`.
//
// code:   `code_len` bytes in any carrier
// mark:   `mark_len` bytes as somebody typed it
// answer: out, SYMBOLON_MARK_MATCH or SYMBOLON_MARK_NO_MATCH
// errors: of the code 101 to 116; with `item` 1 those of a mark that was misread: ask again
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_check(const struct symbolon_register *register_,
                                        const uint8_t *code,
                                        size_t code_len,
                                        const uint8_t *mark,
                                        size_t mark_len,
                                        uint32_t *answer,
                                        struct symbolon_error *info);

// The state of the mark last bound to a code. For callers who may know.
//
// code:   `code_len` bytes in any carrier
// state:  out, SYMBOLON_PAIR_x
// errors: of the code 101 to 116
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_state(const struct symbolon_register *register_,
                                        const uint8_t *code,
                                        size_t code_len,
                                        uint32_t *state,
                                        struct symbolon_error *info);

// The state of a mark, and why it is void. For callers who may know.
//
// mark:   `mark_len` bytes
// state:  out, SYMBOLON_PAIR_x; written also on SYMBOLON_E_BUFFER
// buf:    out, the reason as it was given, at most 255 bytes; `*len` is 0 if the mark is not void
// errors: with `item` 1 those of a mark that is none
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_mark_state(const struct symbolon_register *register_,
                                             const uint8_t *mark,
                                             size_t mark_len,
                                             uint32_t *state,
                                             uint8_t *buf,
                                             size_t cap,
                                             size_t *len,
                                             struct symbolon_error *info);

// How many marks are in each state.
//
// out: set its `size` first
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_counts(const struct symbolon_register *register_,
                                         struct symbolon_pair_counts *out);

// Frees a register. NULL is a no-op.
SYMBOLON_API void symbolon_register_free(struct symbolon_register *register_);

// The name under which a register keeps a mark in pictures.
//
// kind:    SYMBOLON_IMAGE_x
// payload: `payload_len` bytes that were read from the mark: what it carries that is random and its own
// name:    out, SYMBOLON_REGISTER_NAME_BYTES
// errors:  SYMBOLON_E_PARAMETER for the kind
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_name_image(const struct symbolon_register *register_,
                                             uint32_t kind,
                                             const uint8_t *payload,
                                             size_t payload_len,
                                             uint8_t *name,
                                             struct symbolon_error *info);

// `symbolon_register_enroll` with names.
//
// names:  `n` times SYMBOLON_REGISTER_NAME_BYTES
// errors: SYMBOLON_E_MARK_TAKEN if one stands there twice or was enrolled before
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_enroll_named(struct symbolon_register *register_,
                                               const uint8_t *names,
                                               size_t n,
                                               struct symbolon_error *info);

// `symbolon_register_bind` with a name, also the one that a line gives a mark (SYMBOLON_ACTION_BIND). Repeating it does no
// harm.
//
// code:   `code_len` bytes in any carrier
// name:   SYMBOLON_REGISTER_NAME_BYTES
// change: out, SYMBOLON_CHANGE_x; may be NULL
// errors: those of `symbolon_register_bind`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_bind_named(struct symbolon_register *register_,
                                             const uint8_t *code,
                                             size_t code_len,
                                             const uint8_t *name,
                                             uint32_t *change,
                                             struct symbolon_error *info);

// `symbolon_register_activate` with a name.
//
// code:   `code_len` bytes in any carrier
// name:   SYMBOLON_REGISTER_NAME_BYTES
// change: out, SYMBOLON_CHANGE_x; may be NULL
// errors: those of `symbolon_register_activate`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_activate_named(struct symbolon_register *register_,
                                                 const uint8_t *code,
                                                 size_t code_len,
                                                 const uint8_t *name,
                                                 uint32_t *change,
                                                 struct symbolon_error *info);

// `symbolon_register_void` with a name.
//
// name:   SYMBOLON_REGISTER_NAME_BYTES
// reason: `reason_len` bytes, 1 to 255, kept as given
// change: out, SYMBOLON_CHANGE_x; may be NULL
// errors: SYMBOLON_E_REASON, SYMBOLON_E_MARK_UNKNOWN
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_void_named(struct symbolon_register *register_,
                                             const uint8_t *name,
                                             const uint8_t *reason,
                                             size_t reason_len,
                                             uint32_t *change,
                                             struct symbolon_error *info);

// `symbolon_register_check` with a name.
//
// code:   `code_len` bytes in any carrier
// name:   SYMBOLON_REGISTER_NAME_BYTES
// answer: out, SYMBOLON_MARK_MATCH or SYMBOLON_MARK_NO_MATCH
// errors: of the code 101 to 116
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_register_check_named(const struct symbolon_register *register_,
                                              const uint8_t *code,
                                              size_t code_len,
                                              const uint8_t *name,
                                              uint32_t *answer,
                                              struct symbolon_error *info);

// Makes the QR symbol of some data with the layer of one item.
//
// key:       NULL only with `coded`: everybody can read and forge such a layer, and all arguments of the code are left out
// code:      `code_len` bytes in any carrier
// date:      `date_len` bytes, 0 to 64: the date exactly as printed on the item
// line:      `line_len` bytes, 0 to 64: the line that prints it
// position:  where labels come from a numbered roll; NULL otherwise
// data:      `data_len` bytes that the QR symbol shows
// options:   NULL for the default
// out:       the layer; free it with `symbolon_layer_free`
// errors:    of the code 101 to 116; SYMBOLON_E_TOO_LONG; SYMBOLON_E_SYMBOL_CAPACITY; SYMBOLON_E_PARAMETER also if the
//            symbol is not of version 2 to 10; SYMBOLON_E_OPTIONS; SYMBOLON_E_UNSUPPORTED from a library built without
//            features `draw` and `read`
// source:    drawn in src/mark/layer/mod.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_layer_new(const struct symbolon_mark_key *key,
                                   const uint8_t *code,
                                   size_t code_len,
                                   const uint8_t *date,
                                   size_t date_len,
                                   const uint8_t *line,
                                   size_t line_len,
                                   const uint64_t *position,
                                   const uint8_t *data,
                                   size_t data_len,
                                   const struct symbolon_layer_options *options,
                                   const struct symbolon_layer **out,
                                   struct symbolon_error *info);

// Frees a layer. NULL does nothing.
SYMBOLON_API void symbolon_layer_free(const struct symbolon_layer *layer);

// Draws the symbol with its layer in printer dots, as `symbolon_qr_raster` does.
//
// quiet:  quiet zone in modules; 0 is the four of the standard, SYMBOLON_QUIET_NONE none
// buf:    out, `height` times `stride` bytes
// shape:  out, set its `size` first
// errors: SYMBOLON_E_BUFFER, SYMBOLON_E_IMAGE_SIZE, SYMBOLON_E_UNSUPPORTED
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_layer_raster(const struct symbolon_layer *layer,
                                      uint32_t quiet,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len,
                                      struct symbolon_raster_shape *shape);

// Whether pictures of one label show its layer. What several show is added. P(a picture that was made without the key
// matches) is at most 10⁻⁶, for 280 holes 10⁻¹⁰.
//
// frames, n: pictures of the same label, and where its symbol is in each
// report:    out, set its `size` first
// score:     out, T; NULL unless you are trusted: whoever can ask for the score of pictures of his own learns the layer
// errors:    SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE with `item`; SYMBOLON_E_UNSUPPORTED
// source:    src/mark/layer/mod.rs, with what the bound covers and what it does not
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_layer_verify(const struct symbolon_layer *layer,
                                      const struct symbolon_layer_frame *frames,
                                      size_t n,
                                      struct symbolon_layer_report *report,
                                      double *score,
                                      struct symbolon_error *info);

// `symbolon_layer_verify` with thresholds of your own. What it says of false layers holds for the default only.
//
// frames, n, report, score: as in `symbolon_layer_verify`
// thresholds: NULL for the default
// errors:     as in `symbolon_layer_verify`; SYMBOLON_E_OPTIONS; SYMBOLON_E_PARAMETER for a threshold that is none
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_layer_verify_with(const struct symbolon_layer *layer,
                                           const struct symbolon_layer_frame *frames,
                                           size_t n,
                                           const struct symbolon_layer_thresholds *thresholds,
                                           struct symbolon_layer_report *report,
                                           double *score,
                                           struct symbolon_error *info);

// Reads the payload of a layer that was made with `coded`, without knowing it.
//
// layer:     made with the same arguments as the printed one, whatever its `payload`
// frames, n: as in `symbolon_layer_verify`
// payload:   out, 63 bits; 0 if there are more errors than the code corrects
// found:     out, 1 if it was read, 0 if not
// report:    out, set its `size` first; its answer is 0
// errors:    as in `symbolon_layer_verify`; SYMBOLON_E_PARAMETER if it was made without `coded`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_layer_read(const struct symbolon_layer *layer,
                                    const struct symbolon_layer_frame *frames,
                                    size_t n,
                                    uint64_t *payload,
                                    uint32_t *found,
                                    struct symbolon_layer_report *report,
                                    struct symbolon_error *info);

// Begins a roll.
//
// key: SYMBOLON_SECRET_BYTES random bytes, for rolls alone; one key may serve many rolls; wipe your copy
// id:  SYMBOLON_ROLL_ID_BYTES, the roll's name, which must not repeat
// out: the roll; free it with `symbolon_roll_free`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_new(const uint8_t *key,
                                  const uint8_t *id,
                                  struct symbolon_roll **out);

// Goes on behind a head that was stored.
//
// key:    as for `symbolon_roll_new`
// head:   SYMBOLON_ROLL_HEAD_BYTES
// out:    the roll; free it with `symbolon_roll_free`
// errors: SYMBOLON_E_VERSION
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_resume(const uint8_t *key,
                                     const uint8_t *head,
                                     struct symbolon_roll **out,
                                     struct symbolon_error *info);

// Appends the pair of the next position. Store the row, and the head with it.
//
// visible: `visible_len` bytes, 1 to 255: the visible half, the same bytes that the line's reader gives
// hidden:  `hidden_len` bytes, 1 to 255: the hidden half
// row:     out, SYMBOLON_ROLL_ROW_BYTES: what is to be kept of it; tells neither half without the key
// errors:  SYMBOLON_E_PARAMETER for an empty half, SYMBOLON_E_TOO_LONG
// source:  drawn in src/mark/roll.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_append(struct symbolon_roll *roll,
                                     const uint8_t *visible,
                                     size_t visible_len,
                                     const uint8_t *hidden,
                                     size_t hidden_len,
                                     uint8_t *row,
                                     struct symbolon_error *info);

// The head so far: to be anchored at the end of the roll, where its writer cannot change it afterwards.
//
// head: out, SYMBOLON_ROLL_HEAD_BYTES
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_head(const struct symbolon_roll *roll,
                                   uint8_t *head);

// Frees a roll. NULL is a no-op.
SYMBOLON_API void symbolon_roll_free(struct symbolon_roll *roll);

// The first position whose stored row does not lead to its stored link. What the last link is worth is for an anchored
// head to say.
//
// id:       SYMBOLON_ROLL_ID_BYTES
// rows:     `n` times SYMBOLON_ROLL_ROW_BYTES
// links:    `n` times SYMBOLON_ROLL_LINK_BYTES
// position: out; UINT64_MAX if all do
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_broken_at(const uint8_t *id,
                                        const uint8_t *rows,
                                        const uint8_t *links,
                                        size_t n,
                                        uint64_t *position);

// Begins to follow a roll at its first position. The rows are copied.
//
// key:    that of the roll
// head:   SYMBOLON_ROLL_HEAD_BYTES, as it was anchored
// rows:   `n` times SYMBOLON_ROLL_ROW_BYTES, all of the roll
// reach:  how many positions to both sides a label is looked for
// out:    the check; free it with `symbolon_roll_check_free`
// errors: SYMBOLON_E_ROLL_ROWS if the rows are not those of the head; SYMBOLON_E_VERSION
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_check_new(const uint8_t *key,
                                        const uint8_t *head,
                                        const uint8_t *rows,
                                        size_t n,
                                        uint32_t reach,
                                        struct symbolon_roll_check **out,
                                        struct symbolon_error *info);

// Takes the next label.
//
// visible: `visible_len` bytes, 0 to 255; (NULL, 0) if it was not read
// hidden:  `hidden_len` bytes, 0 to 255; (NULL, 0) if it was not read
// step:    out, what is known now; set its `size` first
// errors:  SYMBOLON_E_TOO_LONG; the label is not taken then
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_check_step(struct symbolon_roll_check *check,
                                         const uint8_t *visible,
                                         size_t visible_len,
                                         const uint8_t *hidden,
                                         size_t hidden_len,
                                         struct symbolon_roll_step *step,
                                         struct symbolon_error *info);

// Which positions from here to the end of the roll did not come, for a roll that is used up: labels still on it count as
// missing.
//
// gap: out; set its `size` first
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_check_finish(const struct symbolon_roll_check *check,
                                           struct symbolon_roll_gap *gap);

// Frees a check. NULL is a no-op.
SYMBOLON_API void symbolon_roll_check_free(struct symbolon_roll_check *check);

// The size of the QR symbol for some data, without drawing it.
//
// data:    `data_len` bytes
// options: `correction` and `fnc1` count; NULL for the default
// out:     set its `size` first
// errors:  SYMBOLON_E_SYMBOL_CAPACITY, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS;
//          SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
// source:  ISO/IEC 18004
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_qr_size(const uint8_t *data,
                                 size_t data_len,
                                 const struct symbolon_symbol_options *options,
                                 struct symbolon_symbol_size *out);

// The size of the Data Matrix symbol for some data, without drawing it.
//
// data:    `data_len` bytes
// options: `fnc1` counts; NULL for the default
// out:     set its `size` first
// errors:  as in `symbolon_qr_size`
// source:  ISO/IEC 16022, ECC 200, square sizes
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_datamatrix_size(const uint8_t *data,
                                         size_t data_len,
                                         const struct symbolon_symbol_options *options,
                                         struct symbolon_symbol_size *out);

// Draws a QR symbol in printer dots.
//
// Rows from the top, padded with white to whole bytes; in a byte the leftmost dot is the highest bit, 1 is black:
// what PBM (P4) and most label printers want.
//
// data:    `data_len` bytes
// options: NULL for the default
// buf:     out, `height` times `stride` bytes
// shape:   out, set its `size` first; written also on SYMBOLON_E_BUFFER
// errors:  as in `symbolon_qr_size`; SYMBOLON_E_IMAGE_SIZE above 2^28 dots
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_qr_raster(const uint8_t *data,
                                   size_t data_len,
                                   const struct symbolon_symbol_options *options,
                                   uint8_t *buf,
                                   size_t cap,
                                   size_t *len,
                                   struct symbolon_raster_shape *shape);

// Draws a Data Matrix symbol in printer dots, as `symbolon_qr_raster` does.
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_datamatrix_raster(const uint8_t *data,
                                           size_t data_len,
                                           const struct symbolon_symbol_options *options,
                                           uint8_t *buf,
                                           size_t cap,
                                           size_t *len,
                                           struct symbolon_raster_shape *shape);

// Draws a QR symbol as a PNG file of one bit grey.
//
// data:    `data_len` bytes
// options: NULL for the default
// buf:     out, the file
// errors:  as in `symbolon_qr_raster`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_qr_png(const uint8_t *data,
                                size_t data_len,
                                const struct symbolon_symbol_options *options,
                                uint8_t *buf,
                                size_t cap,
                                size_t *len);

// Draws a Data Matrix symbol as a PNG file, as `symbolon_qr_png` does.
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_datamatrix_png(const uint8_t *data,
                                        size_t data_len,
                                        const struct symbolon_symbol_options *options,
                                        uint8_t *buf,
                                        size_t cap,
                                        size_t *len);

// Draws a QR symbol as an SVG file, with the quiet zone of the standard.
//
// data:    `data_len` bytes
// options: `correction`, `fnc1` and `module_micrometres` count; NULL for the default
// buf:     out, the file
// errors:  as in `symbolon_qr_size`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_qr_svg(const uint8_t *data,
                                size_t data_len,
                                const struct symbolon_symbol_options *options,
                                uint8_t *buf,
                                size_t cap,
                                size_t *len);

// Draws a Data Matrix symbol as an SVG file, as `symbolon_qr_svg` does.
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_datamatrix_svg(const uint8_t *data,
                                        size_t data_len,
                                        const struct symbolon_symbol_options *options,
                                        uint8_t *buf,
                                        size_t cap,
                                        size_t *len);

// How many modules wide the bars for some data are, quiet zones not counted.
//
// data:    `data_len` bytes, 1 to 255 of ASCII; 1 to 48 printable ones and 0x1D with `fnc1`
// options: `fnc1` counts; NULL for the default
// modules: out
// errors:  SYMBOLON_E_SYMBOL_CAPACITY, SYMBOLON_E_LENGTH without data, SYMBOLON_E_CHARSET, SYMBOLON_E_PARAMETER,
//          SYMBOLON_E_OPTIONS; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
// source:  ISO/IEC 15417; GS1 General Specifications, section 5.4
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code128_width(const uint8_t *data,
                                       size_t data_len,
                                       const struct symbolon_bars_options *options,
                                       uint32_t *modules,
                                       struct symbolon_error *info);

// Draws bars in printer dots, rows as in `symbolon_qr_raster`.
//
// data:    as in `symbolon_code128_width`
// options: NULL for the default
// buf:     out, `height` times `stride` bytes
// shape:   out, set its `size` first; written also on SYMBOLON_E_BUFFER
// errors:  as in `symbolon_code128_width`; SYMBOLON_E_IMAGE_SIZE above 2^28 dots
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code128_raster(const uint8_t *data,
                                        size_t data_len,
                                        const struct symbolon_bars_options *options,
                                        uint8_t *buf,
                                        size_t cap,
                                        size_t *len,
                                        struct symbolon_raster_shape *shape,
                                        struct symbolon_error *info);

// Draws bars as a PNG file of one bit grey.
//
// buf:    out, the file
// errors: as in `symbolon_code128_raster`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code128_png(const uint8_t *data,
                                     size_t data_len,
                                     const struct symbolon_bars_options *options,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len);

// Draws bars as an SVG file with their quiet zones.
//
// buf:    out, the file
// errors: as in `symbolon_code128_width`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_code128_svg(const uint8_t *data,
                                     size_t data_len,
                                     const struct symbolon_bars_options *options,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len);

// Draws a label in printer dots, rows as in `symbolon_qr_raster`.
//
// Texts stand on top, row by row; the bars with their text below them, the last one lowest: that of the SSCC belongs
// there. Bars are 32 mm high, their modules as wide as fits, 0.495 to 1.016 mm.
//
// options:  NULL for the default
// cells:    `n_cells` from the top left, row by row
// barcodes: `n_barcodes` from the top
// buf:      out, `height` times `stride` bytes
// shape:    out, set its `size` first; written also on SYMBOLON_E_BUFFER
// info:     `item` counts cells, then barcodes, from 0; `at` is the offset in the barcode, its text, or in caption and
//           text of a cell, one behind the other
// errors:   SYMBOLON_E_NO_ROOM, SYMBOLON_E_UNPRINTABLE, SYMBOLON_E_SYMBOL_CAPACITY, SYMBOLON_E_LENGTH for a barcode
//           without data, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS, SYMBOLON_E_IMAGE_SIZE above 2^28 dots;
//           SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
// source:   GS1 General Specifications, section 5; GS1 Logistic Label Guideline
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_label_raster(const struct symbolon_label_options *options,
                                      const struct symbolon_label_cell *cells,
                                      size_t n_cells,
                                      const struct symbolon_label_barcode *barcodes,
                                      size_t n_barcodes,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len,
                                      struct symbolon_raster_shape *shape,
                                      struct symbolon_error *info);

// Draws a label as a PNG file of one bit grey.
//
// buf:    out, the file
// errors: as in `symbolon_label_raster`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_label_png(const struct symbolon_label_options *options,
                                   const struct symbolon_label_cell *cells,
                                   size_t n_cells,
                                   const struct symbolon_label_barcode *barcodes,
                                   size_t n_barcodes,
                                   uint8_t *buf,
                                   size_t cap,
                                   size_t *len,
                                   struct symbolon_error *info);

// Writes a label as a ZPL II job that prints the same dots: texts and pictures as a graphic, bars drawn by the printer
// if their modules have at most 10 dots.
//
// buf:    out, the job
// errors: as in `symbolon_label_raster`; SYMBOLON_E_PARAMETER above 32 000 dots, or 99 999 999 copies
// source: Zebra, ZPL II Programming Guide
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_label_zpl(const struct symbolon_label_options *options,
                                   const struct symbolon_label_cell *cells,
                                   size_t n_cells,
                                   const struct symbolon_label_barcode *barcodes,
                                   size_t n_barcodes,
                                   uint8_t *buf,
                                   size_t cap,
                                   size_t *len,
                                   struct symbolon_error *info);

// Puts dots on others: black ones become black there, white ones change nothing.
//
// raster:        in and out, rows as in `symbolon_qr_raster`; unchanged on any status but SYMBOLON_OK
// width, height: of `raster`, in dots
// x, y:          where the top left dot of `other` goes
// other:         not NULL
// errors:        SYMBOLON_E_IMAGE_SIZE if `other` reaches beyond, or above 2^28 dots; SYMBOLON_E_UNSUPPORTED from a library
//                built without feature `draw`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_raster_put(uint8_t *raster,
                                    uint32_t width,
                                    uint32_t height,
                                    uint32_t x,
                                    uint32_t y,
                                    const struct symbolon_dots *other);

// Puts labels on a page, in printer dots, rows as in `symbolon_qr_raster`.
//
// page:   not NULL
// labels: `n`, from the top left, row by row; cells without a label stay white
// buf:    out, `height` times `stride` bytes
// shape:  out, set its `size` first; written also on SYMBOLON_E_BUFFER
// errors: SYMBOLON_E_NO_ROOM with the position of the label in `info`, SYMBOLON_E_PARAMETER for a page without cells,
//         SYMBOLON_E_IMAGE_SIZE above 2^28 dots, SYMBOLON_E_OPTIONS; SYMBOLON_E_UNSUPPORTED from a library built without
//         feature `draw`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_sheet_raster(const struct symbolon_page *page,
                                      const struct symbolon_dots *labels,
                                      size_t n,
                                      uint8_t *buf,
                                      size_t cap,
                                      size_t *len,
                                      struct symbolon_raster_shape *shape,
                                      struct symbolon_error *info);

// Puts labels on a page, as a PNG file of one bit grey.
//
// buf:    out, the file
// errors: as in `symbolon_sheet_raster`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_sheet_png(const struct symbolon_page *page,
                                   const struct symbolon_dots *labels,
                                   size_t n,
                                   uint8_t *buf,
                                   size_t cap,
                                   size_t *len,
                                   struct symbolon_error *info);

// Begins a label of `width` times `length` dots, 1 to 32 000 each.
//
// out:    the label, yours; free it with `symbolon_zpl_free`
// errors: SYMBOLON_E_PARAMETER; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
// source: Zebra, ZPL II Programming Guide
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_zpl_new(uint32_t width,
                                 uint32_t length,
                                 struct symbolon_zpl **out,
                                 struct symbolon_error *info);

// Adds dots as a compressed graphic, in as many fields as it takes.
//
// dots:   `height` rows of `width` dots in whole bytes, as `symbolon_qr_raster` gives them
// errors: SYMBOLON_E_NO_ROOM, `item` is the number of the field; SYMBOLON_E_IMAGE_SIZE above 2^28 dots
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_zpl_graphic(struct symbolon_zpl *zpl,
                                     uint32_t x,
                                     uint32_t y,
                                     const uint8_t *dots,
                                     uint32_t width,
                                     uint32_t height,
                                     struct symbolon_error *info);

// Adds a line in the printer's own scalable font, `height` dots high.
//
// text:   `text_len` bytes of printable ASCII
// errors: SYMBOLON_E_CHARSET, SYMBOLON_E_LENGTH without text, SYMBOLON_E_TOO_LONG, SYMBOLON_E_PARAMETER,
//         SYMBOLON_E_NO_ROOM
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_zpl_text(struct symbolon_zpl *zpl,
                                  uint32_t x,
                                  uint32_t y,
                                  uint32_t height,
                                  const uint8_t *text,
                                  size_t text_len,
                                  struct symbolon_error *info);

// Adds a QR symbol that the printer draws, without its quiet zone. GS1 QR is not in the language: draw it with
// `symbolon_qr_raster` and add the dots.
//
// module:     dots for each module, 1 to 10
// correction: SYMBOLON_CORRECTION_x; 0 is M
// mask:       SYMBOLON_MASK_BEST leaves it to the printer; SYMBOLON_MASK_000 or one of the seven after it
// data:       `data_len` bytes of ASCII
// errors:     SYMBOLON_E_CHARSET, SYMBOLON_E_LENGTH without data, SYMBOLON_E_TOO_LONG, SYMBOLON_E_SYMBOL_CAPACITY,
//             SYMBOLON_E_PARAMETER, SYMBOLON_E_NO_ROOM
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_zpl_qr(struct symbolon_zpl *zpl,
                                uint32_t x,
                                uint32_t y,
                                uint32_t module,
                                uint32_t correction,
                                uint32_t mask,
                                const uint8_t *data,
                                size_t data_len,
                                struct symbolon_error *info);

// Adds a square Data Matrix symbol that the printer draws, without its quiet zone.
//
// module: dots for each module
// data:   `data_len` bytes of ASCII
// fnc1:   1 if the data is an element string: FNC1 in front and for each 0x1D; 0 if not
// errors: as in `symbolon_zpl_qr`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_zpl_datamatrix(struct symbolon_zpl *zpl,
                                        uint32_t x,
                                        uint32_t y,
                                        uint32_t module,
                                        const uint8_t *data,
                                        size_t data_len,
                                        uint32_t fnc1,
                                        struct symbolon_error *info);

// Adds GS1-128 bars that the printer draws, without quiet zones and text: the modules of `symbolon_code128_raster`.
//
// module: dots for each module, 1 to 10
// height: height of the bars
// data:   `data_len` bytes of an element string, separators as 0x1D
// errors: as in `symbolon_zpl_qr`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_zpl_gs1_128(struct symbolon_zpl *zpl,
                                     uint32_t x,
                                     uint32_t y,
                                     uint32_t module,
                                     uint32_t height,
                                     const uint8_t *data,
                                     size_t data_len,
                                     struct symbolon_error *info);

// The label as it is sent to the printer. It may be asked again, also after further fields.
//
// copies: how often it is printed, 1 to 99 999 999
// buf:    out, the job
// errors: SYMBOLON_E_PARAMETER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_zpl_finish(const struct symbolon_zpl *zpl,
                                    uint32_t copies,
                                    uint8_t *buf,
                                    size_t cap,
                                    size_t *len,
                                    struct symbolon_error *info);

// Frees a label. NULL is a no-op.
SYMBOLON_API void symbolon_zpl_free(struct symbolon_zpl *zpl);

// Makes a run. Takes 0.03 to 2 ms and 15 to 350 KiB, by version and level.
//
// sample:  `sample_len` bytes, a label of the order, the longest if they differ; not looked at if `options` name a version
// options: NULL for the default
// out:     the run; free it with `symbolon_qr_run_free`
// errors:  SYMBOLON_E_SYMBOL_CAPACITY, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS; SYMBOLON_E_IMAGE_SIZE above 2^28 dots;
//          SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
// source:  ISO/IEC 18004
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_qr_run_new(const uint8_t *sample,
                                    size_t sample_len,
                                    const struct symbolon_qr_run_options *options,
                                    struct symbolon_qr_run **out);

// The shape of every raster of a run: `height` times `stride` bytes.
//
// shape: out, set its `size` first
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_qr_run_shape(const struct symbolon_qr_run *run,
                                      struct symbolon_raster_shape *shape);

// Draws one label in printer dots, in the form of `symbolon_qr_raster` and with the same modules for the same version and
// mask. Nothing is allocated.
//
// data:   `data_len` bytes
// buf:    out, `height` times `stride` bytes
// mask:   out, SYMBOLON_MASK_000 or one of the seven after it; may be NULL
// errors: SYMBOLON_E_SYMBOL_CAPACITY if the data does not fit the run's version
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_qr_run_draw(struct symbolon_qr_run *run,
                                     const uint8_t *data,
                                     size_t data_len,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len,
                                     uint32_t *mask);

// Draws many labels.
//
// bytes, offsets: the data of the labels; see "Batches"
// buf, stride:    out, the raster of label `i` at `buf + i * stride`; `stride` is at least the bytes of a raster
// lens:           out, the bytes of a raster for each label, 0 for one that was refused
// statuses:       out, one for each label: SYMBOLON_E_SYMBOL_CAPACITY if it does not fit the run's version
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_qr_run_draw_batch(struct symbolon_qr_run *run,
                                           const uint8_t *bytes,
                                           const size_t *offsets,
                                           size_t n,
                                           uint8_t *buf,
                                           size_t stride,
                                           size_t *lens,
                                           symbolon_status *statuses);

// Frees a run. NULL is a no-op.
SYMBOLON_API void symbolon_qr_run_free(struct symbolon_qr_run *run);

// Reads the QR symbols in an 8-bit grey picture, 0 black to 255 white. No symbol is an answer: `*count` 0.
//
// pixels:            rows from the top, `stride` bytes apart; `pixels_len` bytes in all
// width, height:     in pixels
// found, found_cap:  out, room for `found_cap` symbols
// count:             out, how many there are; written also on SYMBOLON_E_BUFFER
// text, cap, len:    out, the data of all symbols one after the other; `*len` is what is needed
// errors:            SYMBOLON_E_BUFFER if either buffer is too short: both are left untouched then;
//                    SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE;
//                    SYMBOLON_E_UNSUPPORTED from a library built without feature `read`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_read_qr(const uint8_t *pixels,
                                 size_t pixels_len,
                                 uint32_t width,
                                 uint32_t height,
                                 size_t stride,
                                 struct symbolon_found *found,
                                 size_t found_cap,
                                 size_t *count,
                                 uint8_t *text,
                                 size_t cap,
                                 size_t *len);

// Reads symbols in an 8-bit grey picture, 0 black to 255 white, the cheapest ways first, while the caller lets it. No
// symbol is an answer: `*count` 0.
//
// pixels:            rows from the top, `stride` bytes apart; `pixels_len` bytes in all
// width, height:     in pixels
// options:           what is looked for and how hard; NULL is the default
// go_on, user:       asked before each step with `user`: a time budget is yours to keep; NULL goes on to the end
// found, found_cap:  out, room for `found_cap` symbols
// count:             out, how many there are; written also on SYMBOLON_E_BUFFER
// text, cap, len:    out, the data of all symbols one after the other; `*len` is what is needed
// errors:            SYMBOLON_E_BUFFER if either buffer is too short: both are left untouched then;
//                    SYMBOLON_E_OPTIONS, SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE;
//                    SYMBOLON_E_UNSUPPORTED from a library built without feature `read`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_read(const uint8_t *pixels,
                              size_t pixels_len,
                              uint32_t width,
                              uint32_t height,
                              size_t stride,
                              const struct symbolon_read_options *options,
                              symbolon_go_on go_on,
                              void *user,
                              struct symbolon_found *found,
                              size_t found_cap,
                              size_t *count,
                              uint8_t *text,
                              size_t cap,
                              size_t *len);

// Makes the key that tags the patches of pre-printed rolls.
//
// secret: SYMBOLON_SECRET_BYTES random bytes; wipe your copy
// tenant: `tenant_len` bytes, 0 to 64
// epoch:  yours to change
// out:    the key; free it with `symbolon_roll_key_free`
// errors: SYMBOLON_E_TOO_LONG
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_key_new(const uint8_t *secret,
                                      const uint8_t *tenant,
                                      size_t tenant_len,
                                      uint32_t epoch,
                                      const struct symbolon_roll_key **out);

// The payload of one label.
//
// id:       SYMBOLON_DOTS_ID_BYTES random bytes, for each label its own
// sequence: its place on the roll
// payload:  out, SYMBOLON_DOTS_PAYLOAD_BYTES: a secret
// source:   drawn in src/mark/dots/mod.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_key_payload(const struct symbolon_roll_key *key,
                                          const uint8_t *id,
                                          uint32_t sequence,
                                          uint8_t *payload);

// Whether a payload that was read is one of this key's.
//
// payload: SYMBOLON_DOTS_PAYLOAD_BYTES
// genuine: out, 1 if its tag is right, 0 if not
// errors:  SYMBOLON_E_VERSION
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_roll_key_check(const struct symbolon_roll_key *key,
                                        const uint8_t *payload,
                                        uint32_t *genuine);

// Frees a key of rolls. NULL is a no-op.
SYMBOLON_API void symbolon_roll_key_free(const struct symbolon_roll_key *key);

// Draws the patch of a payload, SYMBOLON_DOTS_SIDE printer dots square, rows as in `symbolon_qr_raster`.
//
// payload: SYMBOLON_DOTS_PAYLOAD_BYTES
// buf:     out, 4608 bytes
// shape:   out, set its `size` first; written also on SYMBOLON_E_BUFFER
// errors:  SYMBOLON_E_VERSION; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_dots_coded_raster(const uint8_t *payload,
                                           uint8_t *buf,
                                           size_t cap,
                                           size_t *len,
                                           struct symbolon_raster_shape *shape);

// Draws the patch that is derived from a visible code, as `symbolon_dots_coded_raster` does.
//
// key, code, date, line, position: as in `symbolon_mark_key_derive`
// errors: of the code 101 to 116; SYMBOLON_E_TOO_LONG; SYMBOLON_E_UNSUPPORTED from a library built without
//         feature `draw`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_dots_derived_raster(const struct symbolon_mark_key *key,
                                             const uint8_t *code,
                                             size_t code_len,
                                             const uint8_t *date,
                                             size_t date_len,
                                             const uint8_t *line,
                                             size_t line_len,
                                             const uint64_t *position,
                                             uint8_t *buf,
                                             size_t cap,
                                             size_t *len,
                                             struct symbolon_raster_shape *shape);

// Searches a patch in a second exposure, 8-bit grey, from the place where the camera saw the visible symbol.
//
// pixels:        rows from the top, `stride` bytes apart; `pixels_len` bytes in all
// width, height: in pixels
// view:          what is known about the label
// out:           what is seen of the patch, free it with `symbolon_dots_sight_free`; NULL if there is none, or the
//                picture does not show it: take another one
// errors:        SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS;
//                SYMBOLON_E_UNSUPPORTED from a library built without feature `read`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_dots_locate(const uint8_t *pixels,
                                     size_t pixels_len,
                                     uint32_t width,
                                     uint32_t height,
                                     size_t stride,
                                     const struct symbolon_dots_view *view,
                                     struct symbolon_dots_sight **out);

// Adds what another picture of the same label shows.
//
// sight: what is added to
// other: what is added; another handle
// errors: SYMBOLON_E_PARAMETER if both are the same
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_dots_sight_add(struct symbolon_dots_sight *sight,
                                        const struct symbolon_dots_sight *other);

// Reads the payload of a patch.
//
// payload:   out, SYMBOLON_DOTS_PAYLOAD_BYTES; untouched if nothing is read. Nobody has checked its tag yet:
//            `symbolon_roll_key_check`
// corrected: out, bytes of 49 that were corrected or left out; SYMBOLON_NO_PLACE if nothing is read
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_dots_sight_read(const struct symbolon_dots_sight *sight,
                                         uint8_t *payload,
                                         uint32_t *corrected);

// Compares a patch with the one of a payload.
//
// payload: SYMBOLON_DOTS_PAYLOAD_BYTES
// report:  out, set its `size` first
// errors:  SYMBOLON_E_VERSION
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_dots_sight_verify_coded(const struct symbolon_dots_sight *sight,
                                                 const uint8_t *payload,
                                                 struct symbolon_dots_report *report);

// Compares a patch with the one that is derived from a visible code.
//
// key, code, date, line, position: as in `symbolon_mark_key_derive`
// report: out, set its `size` first
// errors: of the code 101 to 116; SYMBOLON_E_TOO_LONG
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_dots_sight_verify_derived(const struct symbolon_dots_sight *sight,
                                                   const struct symbolon_mark_key *key,
                                                   const uint8_t *code,
                                                   size_t code_len,
                                                   const uint8_t *date,
                                                   size_t date_len,
                                                   const uint8_t *line,
                                                   size_t line_len,
                                                   const uint64_t *position,
                                                   struct symbolon_dots_report *report);

// Frees what was seen of a patch. NULL is a no-op.
SYMBOLON_API void symbolon_dots_sight_free(struct symbolon_dots_sight *sight);

// The mark of one item and of the text that is printed on it.
//
// code:     `code_len` bytes in any carrier
// text:     `text_len` bytes, 1 to 64: digits, `A` to `Z`, `-`, `.`, `/`, `:`, space; a line feed begins a new row.
//           Exactly as printed; only digits carry bits
// line:     `line_len` bytes, 0 to 64: the line that prints it
// position: where labels come from a numbered roll; NULL otherwise
// geometry: SYMBOLON_DATE_x
// out:      the mark; free it with `symbolon_date_mark_free`
// errors:   of the code 101 to 116; with `item` 1 those of the text: SYMBOLON_E_CHARSET with `at`, SYMBOLON_E_LENGTH,
//           SYMBOLON_E_TOO_LONG; SYMBOLON_E_PARAMETER
// source:   drawn in src/mark/date/mod.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_mark_derive(const struct symbolon_mark_key *key,
                                          const uint8_t *code,
                                          size_t code_len,
                                          const uint8_t *text,
                                          size_t text_len,
                                          const uint8_t *line,
                                          size_t line_len,
                                          const uint64_t *position,
                                          uint32_t geometry,
                                          const struct symbolon_date_mark **out,
                                          struct symbolon_error *info);

// The mark of given bits, as an enrolled one was drawn at random or read.
//
// text, geometry: as in `symbolon_date_mark_derive`
// bits:   `n` bytes, each 0 or 1, as many as the text's digits carry
// out:    the mark; free it with `symbolon_date_mark_free`
// errors: SYMBOLON_E_MARK_LENGTH for another number of bits, SYMBOLON_E_PARAMETER for another byte; with `item` 1 those
//         of the text
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_mark_from_bits(const uint8_t *text,
                                             size_t text_len,
                                             uint32_t geometry,
                                             const uint8_t *bits,
                                             size_t n,
                                             const struct symbolon_date_mark **out,
                                             struct symbolon_error *info);

// The bits of a mark, each a byte 0 or 1, in the order of the digits.
//
// buf:     out, the bits: a secret until they are printed
// errors:  SYMBOLON_E_BUFFER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_mark_bits(const struct symbolon_date_mark *mark,
                                        uint8_t *buf,
                                        size_t cap,
                                        size_t *len);

// The text for a printer that has the font of `symbolon_date_font_bdf`: UTF-8 in which digits are private characters.
//
// buf:     out, the text
// errors:  SYMBOLON_E_BUFFER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_mark_text(const struct symbolon_date_mark *mark,
                                        uint8_t *buf,
                                        size_t cap,
                                        size_t *len);

// The drops of a dot-matrix text; none in a geometry of raster dots.
//
// drops, cap: out, room for `cap` drops
// count:      out, how many there are; written also on SYMBOLON_E_BUFFER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_mark_drops(const struct symbolon_date_mark *mark,
                                         struct symbolon_date_drop *drops,
                                         size_t cap,
                                         size_t *count);

// The text in dots, rows as in `symbolon_qr_raster`. In a dot-matrix geometry each black dot is one drop: columns are
// 0.42 mm apart, rows 0.14 mm, so that a moved drop is one row off.
//
// buf:     out, `height` times `stride` bytes
// shape:   out, set its `size` first; written also on SYMBOLON_E_BUFFER
// errors:  SYMBOLON_E_BUFFER; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_mark_raster(const struct symbolon_date_mark *mark,
                                          uint8_t *buf,
                                          size_t cap,
                                          size_t *len,
                                          struct symbolon_raster_shape *shape);

// The font of a geometry as a BDF file, for printers that are sent `symbolon_date_mark_text`.
//
// geometry: SYMBOLON_DATE_x
// buf:      out, the file
// errors:   SYMBOLON_E_BUFFER, SYMBOLON_E_PARAMETER; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_font_bdf(uint32_t geometry,
                                       uint8_t *buf,
                                       size_t cap,
                                       size_t *len);

// One character of the font as a PNG file of one bit grey.
//
// geometry:  SYMBOLON_DATE_x
// character: as in a text, ASCII
// variant:   0 to 15 for a digit, as in its private character; 0 otherwise
// buf:       out, the file
// errors:    as in `symbolon_date_font_bdf`; SYMBOLON_E_PARAMETER for what the font does not have
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_glyph_png(uint32_t geometry,
                                        uint32_t character,
                                        uint32_t variant,
                                        uint8_t *buf,
                                        size_t cap,
                                        size_t *len);

// Frees a mark. NULL is a no-op.
SYMBOLON_API void symbolon_date_mark_free(const struct symbolon_date_mark *mark);

// Makes a reader, in some tenths of a second.
//
// geometry: SYMBOLON_DATE_x
// out:      the reader; free it with `symbolon_date_reader_free`
// errors:   SYMBOLON_E_PARAMETER; SYMBOLON_E_UNSUPPORTED from a library built without feature `read`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_reader_new(uint32_t geometry,
                                         const struct symbolon_date_reader **out);

// Whether a picture shows a text with its mark. The text may be 0.8 mm off its place, turned by 1.2° and stretched by
// 1.5 %.
//
// pixels, pixels_len, width, height, stride: a grey picture, as in `symbolon_read_qr`
// place:   where the symbol is, and where the text is meant to be beside it
// mark:    the text and the mark that are expected
// report:  out, set its `size` first
// errors:  SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE; SYMBOLON_E_PARAMETER for a place out of range, corners that are
//          no square in perspective, or a reader of another geometry; SYMBOLON_E_MARK_BITS if the text carries too few
//          bits for the bound, `detail` says how many are missing; SYMBOLON_E_UNSUPPORTED without feature `read`
// source:  the rule is drawn in src/mark/date/rule.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_reader_verify(const struct symbolon_date_reader *reader,
                                            const uint8_t *pixels,
                                            size_t pixels_len,
                                            uint32_t width,
                                            uint32_t height,
                                            size_t stride,
                                            const struct symbolon_date_place *place,
                                            const struct symbolon_date_mark *mark,
                                            struct symbolon_date_report *report,
                                            struct symbolon_error *info);

// Reads the soft bits of a text whose mark is not known: to enrol it, or to add several pictures. A bit is above 0 for 1
// and below 0 for 0. For trusted callers only.
//
// pixels, pixels_len, width, height, stride, place: as in `symbolon_date_reader_verify`; `bound` does not count
// text:             `text_len` bytes, as in `symbolon_date_mark_derive`
// soft, cap, count: out, the bits in the order of the digits; `*count` is what is needed
// errors:           as in `symbolon_date_reader_verify`, and those of the text
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_date_reader_read(const struct symbolon_date_reader *reader,
                                          const uint8_t *pixels,
                                          size_t pixels_len,
                                          uint32_t width,
                                          uint32_t height,
                                          size_t stride,
                                          const struct symbolon_date_place *place,
                                          const uint8_t *text,
                                          size_t text_len,
                                          float *soft,
                                          size_t cap,
                                          size_t *count);

// Frees a reader. NULL is a no-op.
SYMBOLON_API void symbolon_date_reader_free(const struct symbolon_date_reader *reader);

// Makes the pattern of one item.
//
// key, code, date, line, position: as in `symbolon_mark_key_derive`
// geometry: SYMBOLON_COPY_x
// out:      the pattern; free it with `symbolon_copy_free`
// errors:   of the code 101 to 116; SYMBOLON_E_TOO_LONG; SYMBOLON_E_PARAMETER for the geometry; SYMBOLON_E_UNSUPPORTED
//           from a library built without features `draw` and `read`
// source:   drawn in src/mark/copy.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_copy_new(const struct symbolon_mark_key *key,
                                  const uint8_t *code,
                                  size_t code_len,
                                  const uint8_t *date,
                                  size_t date_len,
                                  const uint8_t *line,
                                  size_t line_len,
                                  const uint64_t *position,
                                  uint32_t geometry,
                                  const struct symbolon_copy **out,
                                  struct symbolon_error *info);

// Frees a pattern. NULL is a no-op.
SYMBOLON_API void symbolon_copy_free(const struct symbolon_copy *pattern);

// Draws the pattern, SYMBOLON_COPY_SIDE printer dots square without a margin, rows as in `symbolon_qr_raster`. Print it dot
// by dot: what scales it spoils it. `symbolon_raster_put` puts it on a label.
//
// buf:    out, 1152 bytes
// shape:  out, set its `size` first; written also on SYMBOLON_E_BUFFER
// errors: SYMBOLON_E_BUFFER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_copy_raster(const struct symbolon_copy *pattern,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len,
                                     struct symbolon_raster_shape *shape);

// How much of the pattern a picture shows: evidence for who knows what first prints score, and no verdict. The pattern of
// another item scores 0.06 by chance, 0.03 with SYMBOLON_COPY_ONE_DOT. A blurred picture scores as low as a copy.
//
// pixels:        8-bit grey, 0 black to 255 white: rows from the top, `stride` bytes apart; `pixels_len` bytes in all
// width, height: in pixels
// place:         where the pattern was printed; it may be SYMBOLON_COPY_SLACK printer dots off
// report:        out, set its `size` first
// errors:        SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE; SYMBOLON_E_PARAMETER for a place out of range or corners that
//                are no square in perspective; SYMBOLON_E_OPTIONS
// source:        src/mark/copy.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_copy_score(const struct symbolon_copy *pattern,
                                    const uint8_t *pixels,
                                    size_t pixels_len,
                                    uint32_t width,
                                    uint32_t height,
                                    size_t stride,
                                    const struct symbolon_copy_place *place,
                                    struct symbolon_copy_report *report);

// Makes an empty forest.
//
// options: the rules; not NULL
// out:     the forest; free it with `symbolon_forest_free`
// errors:  SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER for a `skip_levels` or `reserved_memory` other than 0 and 1, and for a
//          name that is no text or holds control characters
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_new(const struct symbolon_forest_options *options,
                                    struct symbolon_forest **out);

// Adds a loose, empty unit.
//
// code:   `code_len` bytes in any carrier; verify it first: the forest asks for its identity only
// level:  SYMBOLON_LEVEL_x
// unit:   out, its id
// errors: of the code 101 to 116; SYMBOLON_E_PARAMETER, SYMBOLON_E_LEVEL_ABSENT, SYMBOLON_E_KNOWN, SYMBOLON_E_FULL
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_add(struct symbolon_forest *forest,
                                    const uint8_t *code,
                                    size_t code_len,
                                    uint32_t level,
                                    uint32_t *unit,
                                    struct symbolon_error *info);

// Adds loose, empty units of one level, all or none. Their ids follow each other.
//
// bytes, offsets: the codes; see "Batches"
// level:          SYMBOLON_LEVEL_x
// first:          out, the id of the first one
// errors:         as in `symbolon_forest_add`, with `item`; SYMBOLON_E_REPEATED; SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_add_batch(struct symbolon_forest *forest,
                                          const uint8_t *bytes,
                                          const size_t *offsets,
                                          size_t n,
                                          uint32_t level,
                                          uint32_t *first,
                                          struct symbolon_error *info);

// Puts loose units into a container.
//
// children: `n` ids
// errors:   with `item`: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_REPEATED, SYMBOLON_E_VOID, SYMBOLON_E_LEVEL_ORDER,
//           SYMBOLON_E_ALREADY_PACKED, SYMBOLON_E_CAPACITY; the container is item `n`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_pack(struct symbolon_forest *forest,
                                     uint32_t parent,
                                     const uint32_t *children,
                                     size_t n,
                                     struct symbolon_error *info);

// Takes units out of their containers; what they hold stays in them.
//
// children: `n` ids
// errors:   with `item`: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_REPEATED, SYMBOLON_E_VOID, SYMBOLON_E_NOT_PACKED
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_unpack(struct symbolon_forest *forest,
                                       const uint32_t *children,
                                       size_t n,
                                       struct symbolon_error *info);

// Takes everything out of a container, one level deep.
//
// count:  out, how many units came out; may be NULL
// errors: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_VOID
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_unpack_all(struct symbolon_forest *forest,
                                           uint32_t parent,
                                           uint32_t *count,
                                           struct symbolon_error *info);

// Takes units out of their containers and puts them into another.
//
// children: `n` ids
// errors:   with `item`: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_REPEATED, SYMBOLON_E_VOID, SYMBOLON_E_LEVEL_ORDER,
//           SYMBOLON_E_NOT_PACKED, SYMBOLON_E_CAPACITY; the container is item `n`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_move(struct symbolon_forest *forest,
                                     const uint32_t *children,
                                     size_t n,
                                     uint32_t parent,
                                     struct symbolon_error *info);

// Puts a loose unit into the container of another, which becomes loose. Both keep what they hold.
//
// old:    item 0
// fresh:  item 1, of the same level
// errors: with `item`: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_VOID, SYMBOLON_E_NOT_PACKED, SYMBOLON_E_REPEATED,
//         SYMBOLON_E_LEVEL_ORDER, SYMBOLON_E_ALREADY_PACKED
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_replace(struct symbolon_forest *forest,
                                        uint32_t old,
                                        uint32_t fresh,
                                        struct symbolon_error *info);

// Declares a loose, empty unit void, for good: it stays known, and no operation accepts it again.
//
// errors: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_VOID, SYMBOLON_E_ALREADY_PACKED, SYMBOLON_E_NOT_EMPTY
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_void(struct symbolon_forest *forest,
                                     uint32_t unit,
                                     struct symbolon_error *info);

// Frees a forest. NULL is a no-op.
SYMBOLON_API void symbolon_forest_free(struct symbolon_forest *forest);

// The unit with a code's identity.
//
// code:   `code_len` bytes in any carrier
// unit:   out, its id; SYMBOLON_NO_UNIT if the forest does not hold it
// errors: of the code 101 to 116
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_find(const struct symbolon_forest *forest,
                                     const uint8_t *code,
                                     size_t code_len,
                                     uint32_t *unit,
                                     struct symbolon_error *info);

// `symbolon_forest_find` for a batch.
//
// bytes, offsets: the codes; see "Batches"
// units:          out, one for each code; SYMBOLON_NO_UNIT also where the status is not SYMBOLON_OK
// statuses:       out, one for each code
// errors:         SYMBOLON_E_OFFSETS
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_find_batch(const struct symbolon_forest *forest,
                                           const uint8_t *bytes,
                                           const size_t *offsets,
                                           size_t n,
                                           uint32_t *units,
                                           symbolon_status *statuses);

// The identity of a unit: what `symbolon_code_identity` gave for its code.
//
// buf:    out, at most SYMBOLON_IDENTITY_MAX bytes
// errors: SYMBOLON_E_UNKNOWN_UNIT; SYMBOLON_E_NO_IDENTITY for a unit of a registered series
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_identity(const struct symbolon_forest *forest,
                                         uint32_t unit,
                                         uint8_t *buf,
                                         size_t cap,
                                         size_t *len);

// The level of a unit, and whether it is void.
//
// level:  out, SYMBOLON_LEVEL_x
// voided: out, 1 if it is void, 0 if not; may be NULL
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_level(const struct symbolon_forest *forest,
                                      uint32_t unit,
                                      uint32_t *level,
                                      uint32_t *voided);

// The container that a unit lies in.
//
// parent: out, SYMBOLON_NO_UNIT if the unit is loose
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_parent(const struct symbolon_forest *forest,
                                       uint32_t unit,
                                       uint32_t *parent);

// The outermost container of a unit; the unit itself if it is loose.
//
// root:   out
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_root(const struct symbolon_forest *forest,
                                     uint32_t unit,
                                     uint32_t *root);

// A unit, its container, and so on up to the root.
//
// buf:    out, `cap` ids; at most SYMBOLON_PATH_MAX
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_path(const struct symbolon_forest *forest,
                                     uint32_t unit,
                                     uint32_t *buf,
                                     size_t cap,
                                     size_t *len);

// What a container holds directly, in the order of the ids.
//
// buf:    out, `cap` ids
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_children(const struct symbolon_forest *forest,
                                         uint32_t container,
                                         uint32_t *buf,
                                         size_t cap,
                                         size_t *len);

// The items in a unit at any depth: those of its first child, then of its second, and so on; children in the order of
// their ids. An item is its own only one.
//
// buf:    out, `cap` ids
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_leaves(const struct symbolon_forest *forest,
                                       uint32_t unit,
                                       uint32_t *buf,
                                       size_t cap,
                                       size_t *len);

// How many units lie below a unit, or are in the whole forest.
//
// unit:   an id; SYMBOLON_NO_UNIT for all units of the forest, void ones included
// counts: out, SYMBOLON_LEVELS numbers: items, boxes, cases, pallets; the unit itself is not counted. For orders with higher
//         levels ask `symbolon_forest_level_counts`
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_counts(const struct symbolon_forest *forest,
                                       uint32_t unit,
                                       uint32_t *counts);

// The odd containers of a level: closed, and holding less than their capacity or than was declared. In the order of
// their ids.
//
// level:  SYMBOLON_LEVEL_x
// buf:    out, `cap` ids
// errors: SYMBOLON_E_PARAMETER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_odd(const struct symbolon_forest *forest,
                                    uint32_t level,
                                    uint32_t *buf,
                                    size_t cap,
                                    size_t *len);

// Verifies every invariant of a forest, in time proportional to its units.
//
// answer: out, SYMBOLON_FOREST_SOUND, or the number of the invariant that does not hold, 2 and above: the memory was
//         damaged, or the library has a fault
// unit:   out, where it was seen; SYMBOLON_NO_UNIT if it concerns the whole; may be NULL
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_check(const struct symbolon_forest *forest,
                                      uint32_t *answer,
                                      uint32_t *unit);

// Makes a new journal in a directory, which is made if it is missing.
//
// directory: `directory_len` bytes, UTF-8
// id:        SYMBOLON_JOURNAL_ID_BYTES random bytes: its name for good
// options:   NULL for the default
// out:       the journal; free it with `symbolon_journal_free`
// errors:    SYMBOLON_E_PARAMETER for the options, SYMBOLON_E_OPTIONS; SYMBOLON_E_TAKEN if there is a journal;
//            SYMBOLON_E_JOURNAL_LOCKED if another writer has the directory; SYMBOLON_E_JOURNAL_FULL,
//            SYMBOLON_E_JOURNAL_DENIED, SYMBOLON_E_JOURNAL_FAILED; SYMBOLON_E_CHARSET for a directory that is no UTF-8;
//            SYMBOLON_E_UNSUPPORTED from a library built without feature `files`
// source:    drawn in src/journal
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_create(const uint8_t *directory,
                                        size_t directory_len,
                                        const uint8_t *id,
                                        const struct symbolon_journal_options *options,
                                        struct symbolon_journal **out,
                                        struct symbolon_error *info);

// Opens the journal of a directory for writing. What a loss of power left half written is cut and reported; anything
// else that does not hold is refused, and nothing is changed.
//
// directory: `directory_len` bytes, UTF-8
// options:   NULL for the default
// anchor:    a head of this journal that you kept elsewhere: the journal must go through it; NULL for none
// found:     out, may be NULL; set its `size` first
// out:       the journal; free it with `symbolon_journal_free`
// errors:    SYMBOLON_E_JOURNAL_MISSING if there is no journal, or a segment of it is missing;
//            SYMBOLON_E_JOURNAL_DAMAGE with `at` and the segment as `detail`; SYMBOLON_E_JOURNAL_FOREIGN for another
//            journal than that of the anchor, or an older state of it; as `symbolon_journal_create`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_open(const uint8_t *directory,
                                      size_t directory_len,
                                      const struct symbolon_journal_options *options,
                                      const struct symbolon_journal_head *anchor,
                                      struct symbolon_journal_recovery *found,
                                      struct symbolon_journal **out,
                                      struct symbolon_error *info);

// Takes a record. When it is durable is the policy of the options.
//
// time:    milliseconds since 1970 UTC, as the device or its host says
// device:  which device of the site says so
// event:   the device's own number of the event
// kind:    what the payload is: a number of yours, at most 65534
// payload: `payload_len` bytes, at most SYMBOLON_JOURNAL_PAYLOAD_MAX
// number:  out, may be NULL: the number of the record, from 0. Checkpoints count too
// errors:  SYMBOLON_E_RECORD_TOO_LONG, SYMBOLON_E_PARAMETER for the kind: the record is not taken;
//          SYMBOLON_E_JOURNAL_FULL, SYMBOLON_E_JOURNAL_DENIED, SYMBOLON_E_JOURNAL_FAILED: it is not taken, and the
//          journal is stopped; SYMBOLON_E_JOURNAL_STOPPED until `symbolon_journal_resume`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_append(struct symbolon_journal *journal,
                                        uint64_t time,
                                        uint32_t device,
                                        uint64_t event,
                                        uint32_t kind,
                                        const uint8_t *payload,
                                        size_t payload_len,
                                        uint64_t *number,
                                        struct symbolon_error *info);

// Makes durable what was appended: one write, one sync.
//
// durable: out, may be NULL: how many records are durable
// errors:  SYMBOLON_E_JOURNAL_FULL, SYMBOLON_E_JOURNAL_DENIED, SYMBOLON_E_JOURNAL_FAILED: the journal is stopped and
//          keeps what was appended for `symbolon_journal_resume`; SYMBOLON_E_JOURNAL_STOPPED if it was before
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_commit(struct symbolon_journal *journal,
                                        uint64_t *durable,
                                        struct symbolon_error *info);

// Commits if the policy is SYMBOLON_COMMIT_GROUP and a record waited for its time. To be called now and then.
//
// now:     milliseconds from any beginning, such as a clock that never jumps
// durable: out, may be NULL: how many records are durable
// errors:  as `symbolon_journal_commit`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_tick(struct symbolon_journal *journal,
                                      uint64_t now,
                                      uint64_t *durable,
                                      struct symbolon_error *info);

// Goes on after a failure, when its cause is gone: checks what was durable, and writes again what was appended since.
// Nothing that `symbolon_journal_append` took is lost while the handle lives.
//
// durable: out, may be NULL: how many records are durable
// errors:  as `symbolon_journal_commit`, and it can be tried again; SYMBOLON_E_JOURNAL_DAMAGE if what was durable is not
//          what it was any more
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_resume(struct symbolon_journal *journal,
                                        uint64_t *durable,
                                        struct symbolon_error *info);

// Signs everything up to here and makes it durable. The checkpoint is a record of its own.
//
// signer: signs it, by `symbolon_sign` too
// at:     the time, seconds since 1970 UTC
// errors: SYMBOLON_E_PARAMETER for a journal without records; SYMBOLON_E_SIGNER with `detail`, SYMBOLON_E_SIGNATURE: the
//         journal is as before; as `symbolon_journal_commit`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_checkpoint(struct symbolon_journal *journal,
                                            const struct symbolon_issuer *signer,
                                            int64_t at,
                                            struct symbolon_error *info);

// Where a journal stands.
//
// head:       out, may be NULL: how far it goes if the records that are not durable yet are committed now; hashes them
// durable:    out, may be NULL: how far it is durable, which is what to keep as an anchor
// due:        out, may be NULL: 1 if it is time for a checkpoint, otherwise 0
// is_stopped: out, may be NULL: 1 if a failure stopped it, otherwise 0
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_state(const struct symbolon_journal *journal,
                                       struct symbolon_journal_head *head,
                                       struct symbolon_journal_head *durable,
                                       uint32_t *due,
                                       uint32_t *is_stopped);

// Frees a journal and lets its directory go. Records that are not durable are lost. NULL is a no-op.
SYMBOLON_API void symbolon_journal_free(struct symbolon_journal *journal);

// Makes a reader of the journal in a directory. It changes nothing there.
//
// directory: `directory_len` bytes, UTF-8
// record:    the number of the first record to give out, 0 for all
// out:       the reader; free it with `symbolon_journal_reader_free`
// errors:    SYMBOLON_E_JOURNAL_MISSING if there is no journal; SYMBOLON_E_JOURNAL_POSITION if it has fewer records;
//            SYMBOLON_E_JOURNAL_DAMAGE with `at` and the segment as `detail`; SYMBOLON_E_JOURNAL_DENIED,
//            SYMBOLON_E_JOURNAL_FAILED; SYMBOLON_E_CHARSET, SYMBOLON_E_PARAMETER for the directory;
//            SYMBOLON_E_UNSUPPORTED from a library built without feature `files`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_reader_new(const uint8_t *directory,
                                            size_t directory_len,
                                            uint64_t record,
                                            struct symbolon_journal_reader **out,
                                            struct symbolon_error *info);

// Makes a reader that goes on behind the record that a cursor acknowledges.
//
// cursor: SYMBOLON_JOURNAL_CURSOR_BYTES
// errors: SYMBOLON_E_CURSOR for what is no cursor; SYMBOLON_E_JOURNAL_FOREIGN for a cursor of another journal, or one
//         whose record the journal does not have any more; as `symbolon_journal_reader_new`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_reader_resume(const uint8_t *directory,
                                               size_t directory_len,
                                               const uint8_t *cursor,
                                               struct symbolon_journal_reader **out,
                                               struct symbolon_error *info);

// Keeps a reader from going ahead of what is durable: a loss of power could take away what it gave out.
//
// records: records with numbers below this one are given out: the `durable` of the writer
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_reader_limit(struct symbolon_journal_reader *reader,
                                              uint64_t records);

// The next record, if there is one. With a buffer that is too short it stays the next one.
//
// found:  out, 1 if there was one, 0 if there is none yet: ask again later. Nothing else is written then
// entry:  out; set its `size` first
// buf:    out, the payload, at most SYMBOLON_JOURNAL_PAYLOAD_MAX bytes
// errors: SYMBOLON_E_JOURNAL_DAMAGE with `at` and the segment as `detail`, SYMBOLON_E_JOURNAL_MISSING if a segment is
//         missing, SYMBOLON_E_JOURNAL_DENIED, SYMBOLON_E_JOURNAL_FAILED: the reader stays where it is
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_reader_next(struct symbolon_journal_reader *reader,
                                             uint32_t *found,
                                             struct symbolon_journal_entry *entry,
                                             uint8_t *buf,
                                             size_t cap,
                                             size_t *len,
                                             struct symbolon_error *info);

// How far a reader came: what to store when the last record that it gave out, and all before, have arrived elsewhere.
//
// cursor: out, SYMBOLON_JOURNAL_CURSOR_BYTES
// source: drawn in src/journal/cursor.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_reader_cursor(const struct symbolon_journal_reader *reader,
                                               uint8_t *cursor);

// Frees a reader. NULL is a no-op.
SYMBOLON_API void symbolon_journal_reader_free(struct symbolon_journal_reader *reader);

// The cursor that `symbolon_journal_cursor_store` stored last under a name.
//
// directory: `directory_len` bytes, UTF-8: that of the journal, or another one
// name:      `name_len` characters, 1 to 64 of A-Z a-z 0-9 - _
// found:     out, 1 if there was one, 0 if none was stored yet: `cursor` is not written then
// cursor:    out, SYMBOLON_JOURNAL_CURSOR_BYTES
// errors:    SYMBOLON_E_PARAMETER for the name; SYMBOLON_E_CURSOR for a file that is damaged; SYMBOLON_E_JOURNAL_DENIED,
//            SYMBOLON_E_JOURNAL_FAILED; SYMBOLON_E_CHARSET; SYMBOLON_E_UNSUPPORTED without feature `files`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_cursor_load(const uint8_t *directory,
                                             size_t directory_len,
                                             const uint8_t *name,
                                             size_t name_len,
                                             uint32_t *found,
                                             uint8_t *cursor,
                                             struct symbolon_error *info);

// Stores a cursor under a name, durably: after a loss of power it is this one or the one before. One process has a name
// at a time: that is yours to see to.
//
// name:   `name_len` characters, 1 to 64 of A-Z a-z 0-9 - _
// cursor: SYMBOLON_JOURNAL_CURSOR_BYTES
// errors: SYMBOLON_E_CURSOR for what is no cursor; SYMBOLON_E_JOURNAL_FULL; as `symbolon_journal_cursor_load`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_cursor_store(const uint8_t *directory,
                                              size_t directory_len,
                                              const uint8_t *name,
                                              size_t name_len,
                                              const uint8_t *cursor,
                                              struct symbolon_error *info);

// The proof that a record is in the journal of a directory, under the first checkpoint behind it.
//
// directory: `directory_len` bytes, UTF-8
// record:    its number
// buf:       out, at most SYMBOLON_RECORD_PROOF_MAX bytes
// errors:    SYMBOLON_E_NOT_INCLUDED if no checkpoint covers it yet; SYMBOLON_E_JOURNAL_POSITION if there is no such
//            record; as `symbolon_journal_reader_new`
// source:    drawn in src/journal/proof.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_proof(const uint8_t *directory,
                                       size_t directory_len,
                                       uint64_t record,
                                       uint8_t *buf,
                                       size_t cap,
                                       size_t *len,
                                       struct symbolon_error *info);

// Whether a journal has a record, by the word of a key: SYMBOLON_OK or SYMBOLON_E_NOT_INCLUDED. Needs no journal.
//
// proof:               `proof_len` bytes, what `symbolon_journal_proof` gave
// key:                 `key_len` bytes: the suite key of whoever signs the checkpoints
// time, device, event, kind, payload: the record, as it was appended
// proved:              out, may be NULL; set its `size` first
// errors:              SYMBOLON_E_NOT_INCLUDED for another record or another place; SYMBOLON_E_UNKNOWN_KEY,
//                      SYMBOLON_E_SIGNATURE if another key signed the checkpoint; SYMBOLON_E_SUITE,
//                      SYMBOLON_E_PUBLIC_KEY; of the proof SYMBOLON_E_TOO_LONG, SYMBOLON_E_TRUNCATED,
//                      SYMBOLON_E_VERSION, SYMBOLON_E_ARTEFACT, SYMBOLON_E_CLAIM
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_proof_check(const uint8_t *proof,
                                             size_t proof_len,
                                             const uint8_t *key,
                                             size_t key_len,
                                             uint64_t time,
                                             uint32_t device,
                                             uint64_t event,
                                             uint32_t kind,
                                             const uint8_t *payload,
                                             size_t payload_len,
                                             struct symbolon_journal_proved *proved,
                                             struct symbolon_error *info);

// Checks the journal of a directory from its first byte to its last: chain, checkpoints, counts. Changes nothing.
//
// directory:      `directory_len` bytes, UTF-8
// bytes, offsets: the suite keys whose checkpoints are believed; see "Batches". `n` of 0 believes none
// report:         out; set its `size` first. Damage is an answer in it, and no status
// errors:         SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY with `item`; SYMBOLON_E_JOURNAL_DENIED,
//                 SYMBOLON_E_JOURNAL_FAILED for what could not be read; SYMBOLON_E_JOURNAL_MISSING for a directory that
//                 is not there; SYMBOLON_E_CHARSET, SYMBOLON_E_PARAMETER; SYMBOLON_E_UNSUPPORTED without feature `files`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_journal_verify(const uint8_t *directory,
                                        size_t directory_len,
                                        const uint8_t *bytes,
                                        const size_t *offsets,
                                        size_t n,
                                        struct symbolon_journal_report *report,
                                        struct symbolon_error *info);

// Lets a range of a series enter as loose, empty units of one level, with consecutive ids in the order of their indices.
// They take no memory each as long as they are packed in line order.
//
// gtin:   8, 12, 13 or 14 ASCII digits
// slot:   the slot of the series, 0 to 19 characters
// level:  SYMBOLON_LEVEL_x
// index:  the first index
// n:      how many
// first:  out, the id of the first one
// errors: of the GTIN and the slot: SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT; SYMBOLON_E_PARAMETER,
//         SYMBOLON_E_LEVEL_ABSENT, SYMBOLON_E_INDEX, SYMBOLON_E_FULL, SYMBOLON_E_OVERLAP
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_register(struct symbolon_forest *forest,
                                         const uint8_t *gtin,
                                         size_t gtin_len,
                                         const uint8_t *slot,
                                         size_t slot_len,
                                         uint32_t level,
                                         uint64_t index,
                                         uint32_t n,
                                         uint32_t *first,
                                         struct symbolon_error *info);

// The unit at an index of a registered series.
//
// gtin:   8, 12, 13 or 14 ASCII digits
// slot:   the slot of the series, 0 to 19 characters
// unit:   out, its id; SYMBOLON_NO_UNIT if that index was not registered
// errors: of the GTIN and the slot: SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_at(const struct symbolon_forest *forest,
                                   const uint8_t *gtin,
                                   size_t gtin_len,
                                   const uint8_t *slot,
                                   size_t slot_len,
                                   uint64_t index,
                                   uint32_t *unit,
                                   struct symbolon_error *info);

// What a unit is called.
//
// name:   out
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_name(const struct symbolon_forest *forest,
                                     uint32_t unit,
                                     struct symbolon_unit_name *name,
                                     struct symbolon_error *info);

// Does an operation once. The same id again gives the same answer, also a refusal, and changes nothing, as long as it is
// among the last ids that the forest remembers (`window` of its options).
//
// id:        any number that you use for one operation only: that of its journal record, say
// operation: not NULL
// units:     out, how many units changed their place; may be NULL
// replayed:  out, 1 if this is the answer of an earlier call, otherwise 0; may be NULL
// errors:    SYMBOLON_E_OPERATION_TAKEN if the id was used for another operation; SYMBOLON_E_OPTIONS, and
//            SYMBOLON_E_PARAMETER for a field that the operation does not have; with `item`, the position in `units`, and
//            behind it that of `unit` and `other`; without a list 0 for `unit` and 1 for `other`: SYMBOLON_E_UNKNOWN_UNIT,
//            SYMBOLON_E_REPEATED, SYMBOLON_E_VOID, SYMBOLON_E_GONE, SYMBOLON_E_CLOSED, SYMBOLON_E_NOT_CLOSED,
//            SYMBOLON_E_LEVEL_ORDER, SYMBOLON_E_ALREADY_PACKED, SYMBOLON_E_NOT_PACKED, SYMBOLON_E_NOT_EMPTY,
//            SYMBOLON_E_CAPACITY, SYMBOLON_E_DECLARED
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_apply(struct symbolon_forest *forest,
                                      uint64_t id,
                                      const struct symbolon_operation *operation,
                                      uint32_t *units,
                                      uint32_t *replayed,
                                      struct symbolon_error *info);

// An operation as bytes, for a journal.
//
// operation: not NULL
// buf:       out, 14 bytes, and 4 for each of `units`
// errors:    SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER
// source:    drawn in src/pack/encode.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_operation_encode(const struct symbolon_operation *operation,
                                          uint8_t *buf,
                                          size_t cap,
                                          size_t *len,
                                          struct symbolon_error *info);

// `symbolon_forest_apply` for an operation that `symbolon_operation_encode` wrote.
//
// bytes:  `len` bytes
// errors: as there; of the bytes SYMBOLON_E_TRUNCATED, SYMBOLON_E_VERSION, SYMBOLON_E_PARAMETER, SYMBOLON_E_TOO_LONG
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_apply_encoded(struct symbolon_forest *forest,
                                              uint64_t id,
                                              const uint8_t *bytes,
                                              size_t len,
                                              uint32_t *units,
                                              uint32_t *replayed,
                                              struct symbolon_error *info);

// Puts loose units with consecutive ids into a container.
//
// first:  the id of the first
// n:      how many
// errors: as of `symbolon_forest_pack`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_pack_run(struct symbolon_forest *forest,
                                         uint32_t parent,
                                         uint32_t first,
                                         uint32_t n,
                                         struct symbolon_error *info);

// What has become of a unit.
//
// state:    out, SYMBOLON_STATE_x
// held:     out, how many units it holds directly; may be NULL
// declared: out, how many a closed container was said to hold when it was closed; 0 for others; may be NULL
// errors:   SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_state(const struct symbolon_forest *forest,
                                      uint32_t unit,
                                      uint32_t *state,
                                      uint32_t *held,
                                      uint32_t *declared);

// The open containers of a level that hold something. In the order of their ids.
//
// level:  SYMBOLON_LEVEL_x
// buf:    out, `cap` ids
// errors: SYMBOLON_E_PARAMETER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_open(const struct symbolon_forest *forest,
                                     uint32_t level,
                                     uint32_t *buf,
                                     size_t cap,
                                     size_t *len);

// The containers of many units: faster than one by one in a large forest.
//
// units:   `n` ids
// parents: out, one for each; SYMBOLON_NO_UNIT for a loose unit, and for one that the forest does not hold
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_parents(const struct symbolon_forest *forest,
                                        const uint32_t *units,
                                        size_t n,
                                        uint32_t *parents);

// The outermost containers of many units: faster than one by one in a large forest.
//
// units: `n` ids
// roots: out, one for each: the unit itself if it is loose, and if the forest does not hold it
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_roots(const struct symbolon_forest *forest,
                                      const uint32_t *units,
                                      size_t n,
                                      uint32_t *roots);

// `symbolon_forest_counts` for all levels.
//
// unit:   an id; SYMBOLON_NO_UNIT for all units of the forest, void ones included
// counts: out, SYMBOLON_LEVELS_MAX numbers: level 1 (items) to level 8; the unit itself is not counted
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_level_counts(const struct symbolon_forest *forest,
                                             uint32_t unit,
                                             uint32_t *counts);

// What the rules of a forest call a level.
//
// level:  SYMBOLON_LEVEL_x, or another number up to SYMBOLON_LEVELS_MAX
// buf:    out, UTF-8, at most SYMBOLON_LEVEL_NAME_BYTES
// errors: SYMBOLON_E_PARAMETER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_level_name(const struct symbolon_forest *forest,
                                           uint32_t level,
                                           uint8_t *buf,
                                           size_t cap,
                                           size_t *len);

// The digest of the items in a unit at any depth: the same however they were packed, and that which a contents note signs
// for the same items.
//
// series: `n` series, those whose units may be among the items; may be NULL if `n` is 0
// root:   out, SYMBOLON_ROOT_BYTES
// count:  out, how many items there are
// errors: SYMBOLON_E_UNKNOWN_UNIT; SYMBOLON_E_NO_IDENTITY for an item of another series; SYMBOLON_E_INDEX; SYMBOLON_E_NULL
//         for a series that is NULL; SYMBOLON_E_REPEATED with the place among the items if two are named alike
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_digest(const struct symbolon_forest *forest,
                                       uint32_t unit,
                                       const struct symbolon_series *const *series,
                                       size_t n,
                                       uint8_t *root,
                                       uint32_t *count,
                                       struct symbolon_error *info);

// The bytes of memory that a forest holds.
//
// bytes: out
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_memory(const struct symbolon_forest *forest,
                                       size_t *bytes);

// Brings a forest into its shortest form. No answer changes. In time proportional to its units.
SYMBOLON_API SYMBOLON_WARN_UNUSED symbolon_status symbolon_forest_compact(struct symbolon_forest *forest);

// A forest as bytes, to go on from.
//
// position: your own number, such as that of the first journal record that is not in the forest
// buf:      out; each call writes the snapshot anew, so a buffer that is long enough saves one
// source:   drawn in src/pack/snapshot.rs
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_snapshot(const struct symbolon_forest *forest,
                                         uint64_t position,
                                         uint8_t *buf,
                                         size_t cap,
                                         size_t *len);

// Opens a snapshot.
//
// bytes:     `len` bytes, what `symbolon_forest_snapshot` wrote
// index_key: 16 bytes, as in `symbolon_forest_options`; NULL for zeros
// out:       the forest; free it with `symbolon_forest_free`
// position:  out, the number that was stored with it; may be NULL
// errors:    SYMBOLON_E_SNAPSHOT with `at`, SYMBOLON_E_VERSION, SYMBOLON_E_FULL
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_forest_restore(const uint8_t *bytes,
                                        size_t len,
                                        const uint8_t *index_key,
                                        struct symbolon_forest **out,
                                        uint64_t *position,
                                        struct symbolon_error *info);

// Begins an order without identities and stations.
//
// options: NULL for an order of items alone
// out:     the order; free it with `symbolon_order_free`
// errors:  SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_order_new(const struct symbolon_order_options *options,
                                   struct symbolon_order **out,
                                   struct symbolon_error *info);

// Adds sealed serials of a level: indices of a series, such as a lease grants.
//
// level:  1 to 8
// gtin:   14 digits
// slot:   `slot_len` characters
// first:  the first index
// count:  how many
// errors: SYMBOLON_E_PARAMETER, SYMBOLON_E_CHECK_DIGIT, SYMBOLON_E_CHARSET, SYMBOLON_E_LENGTH, SYMBOLON_E_INDEX
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_order_add_series(struct symbolon_order *order,
                                          uint32_t level,
                                          const uint8_t *gtin,
                                          const uint8_t *slot,
                                          size_t slot_len,
                                          uint64_t first,
                                          uint64_t count,
                                          struct symbolon_error *info);

// Adds one code of a level that somebody else assigned; codes are used in the order in which they are added.
//
// level:  1 to 8
// code:   `code_len` bytes, as a scanner sends it; what it says beside its identity is not kept
// errors: SYMBOLON_E_PARAMETER; those of reading a code
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_order_add_code(struct symbolon_order *order,
                                        uint32_t level,
                                        const uint8_t *code,
                                        size_t code_len,
                                        struct symbolon_error *info);

// Adds a lot; the order begins with the first one. Without a call it has one lot that says nothing.
//
// elements:  `elements_len` bytes with parentheses, such as `(10)LOT7(17)281130`; items that carry one of these
//            elements carry this value. May be empty
// is_strict: 1 if items that lack one are of a wrong lot too, else 0
// date:      `date_len` bytes, 0 to 64: the date as printed, which derived marks depend on
// errors:    SYMBOLON_E_PARAMETER; those of reading elements
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_order_add_lot(struct symbolon_order *order,
                                       const uint8_t *elements,
                                       size_t elements_len,
                                       uint32_t is_strict,
                                       const uint8_t *date,
                                       size_t date_len,
                                       struct symbolon_error *info);

// Names the line, which derived marks depend on.
//
// name:   `name_len` bytes, 0 to 64
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_order_set_line(struct symbolon_order *order,
                                        const uint8_t *name,
                                        size_t name_len,
                                        struct symbolon_error *info);

// Adds a station. Events name stations by their place in the order of these calls, from 0.
//
// errors: SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER. Whether stations fit together is told by `symbolon_line_open`
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_order_add_station(struct symbolon_order *order,
                                           const struct symbolon_station *station,
                                           struct symbolon_error *info);

// Frees an order. NULL is a no-op. Lines that were opened with it live on.
SYMBOLON_API void symbolon_order_free(struct symbolon_order *order);

// Opens a line for an order, and takes all the memory that it will ever use.
//
// order:  copied
// key:    SYMBOLON_LINE_KEY_BYTES random bytes
// out:    the line; free it with `symbolon_line_free`
// errors: SYMBOLON_E_ORDER and SYMBOLON_E_LEVEL_ABSENT with `item`, the station or source that does not fit;
//         SYMBOLON_E_FULL; SYMBOLON_E_OVERLAP, SYMBOLON_E_KNOWN for identities that are named twice
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_line_open(const struct symbolon_order *order,
                                   const uint8_t *key,
                                   struct symbolon_line **out,
                                   struct symbolon_error *info);

// Takes an event, records it and decides it. The same event again gets the same answer and is not recorded again.
// After it, call `symbolon_line_released` until it finds nothing.
//
// event:    set `size` first
// journal:  takes the record; when it is durable is its policy
// verifier: holds the series of the order
// key:      of derived marks, or NULL
// marks:    the register of enrolled marks, or NULL
// decision: out; set `size` first
// actions:  out, room for SYMBOLON_ACTIONS_MAX of them
// errors:   nothing has changed: SYMBOLON_E_LINE_EVENT, SYMBOLON_E_SESSION_ENDED, SYMBOLON_E_PARAMETER,
//           SYMBOLON_E_OPTIONS; SYMBOLON_E_SESSION_STOPPED after a failure; those of the journal, after which the line
//           is stopped until the journal and then the line are resumed
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_line_step(struct symbolon_line *line,
                                   const struct symbolon_event *event,
                                   struct symbolon_journal *journal,
                                   const struct symbolon_verifier *verifier,
                                   const struct symbolon_mark_key *key,
                                   const struct symbolon_register *marks,
                                   struct symbolon_decision *decision,
                                   struct symbolon_action *actions,
                                   struct symbolon_error *info);

// Takes an event that waited and whose turn has come.
//
// found:    out: 1 if there was one, else 0 and nothing else is written
// device:   out: its device
// event:    out: its number
// decision: out; set `size` first
// actions:  out, room for SYMBOLON_ACTIONS_MAX of them
// errors:   SYMBOLON_E_SESSION_ENDED, SYMBOLON_E_SESSION_STOPPED; those of the journal: the event still waits
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_line_released(struct symbolon_line *line,
                                       struct symbolon_journal *journal,
                                       uint32_t *found,
                                       uint32_t *device,
                                       uint64_t *event,
                                       struct symbolon_decision *decision,
                                       struct symbolon_action *actions,
                                       struct symbolon_error *info);

// Goes on after the journal was resumed. Events that got an error are sent again.
SYMBOLON_API SYMBOLON_WARN_UNUSED symbolon_status symbolon_line_resume(struct symbolon_line *line);

// Takes a record of this order again, as the journal gives it: after the last one the line is as it was. A record that
// was taken already changes nothing.
//
// payload: `payload_len` bytes
// errors:  SYMBOLON_E_VERSION, SYMBOLON_E_LINE_EVENT with `at`, the offset in the payload
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_line_replay(struct symbolon_line *line,
                                     uint64_t time,
                                     uint32_t device,
                                     uint64_t event,
                                     uint32_t kind,
                                     const uint8_t *payload,
                                     size_t payload_len,
                                     struct symbolon_error *info);

// What the line has done so far. Looks at every unit.
//
// out: set `size` first
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_line_state_of(const struct symbolon_line *line,
                                       struct symbolon_line_state *out);

// The unit of a sealed serial.
//
// gtin:   14 digits
// slot:   `slot_len` characters
// unit:   out: its id, or SYMBOLON_NO_UNIT
// errors: SYMBOLON_E_CHECK_DIGIT, SYMBOLON_E_CHARSET, SYMBOLON_E_LENGTH
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_line_find(const struct symbolon_line *line,
                                   const uint8_t *gtin,
                                   const uint8_t *slot,
                                   size_t slot_len,
                                   uint64_t index,
                                   uint32_t *unit,
                                   struct symbolon_error *info);

// What is known of a unit: for a label, its index; the series seals it.
//
// out:    set `size` first
// errors: SYMBOLON_E_UNKNOWN_UNIT
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_line_look(const struct symbolon_line *line,
                                   uint32_t unit,
                                   struct symbolon_line_unit *out,
                                   struct symbolon_error *info);

// The report of a line: counts, balance, pass rate.
//
// form:     SYMBOLON_REPORT_x
// language: SYMBOLON_LANGUAGE_x, of a report for people
// time:     of the report, in milliseconds of Unix time
// buf:      out, UTF-8
// errors:   SYMBOLON_E_BUFFER with `len`; SYMBOLON_E_PARAMETER
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_line_report(const struct symbolon_line *line,
                                     uint32_t form,
                                     uint32_t language,
                                     uint64_t time,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len,
                                     struct symbolon_error *info);

// Frees a line. NULL is a no-op.
SYMBOLON_API void symbolon_line_free(struct symbolon_line *line);

// One sentence for an operator about a reason.
//
// reason:   the number of a decision
// language: SYMBOLON_LANGUAGE_x
// buf:      out, UTF-8, below 256 bytes
// errors:   SYMBOLON_E_BUFFER with `len`; SYMBOLON_E_PARAMETER for a number that names no reason
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_reason_text(uint32_t reason,
                                     uint32_t language,
                                     uint8_t *buf,
                                     size_t cap,
                                     size_t *len);

// What EPCIS 2.0 is told of a reason: the fields that do not depend on the unit. Several events follow each other in
// this order.
//
// reason: the number of a decision or an action
// events: out, room for SYMBOLON_EPCIS_MAX of them
// count:  out: how many there are; 0 where trading partners are told nothing
// errors: SYMBOLON_E_PARAMETER for a number that names no reason
// source: GS1 EPCIS 2.0, Core Business Vocabulary 2.0
SYMBOLON_API
SYMBOLON_WARN_UNUSED
symbolon_status symbolon_reason_epcis(uint32_t reason,
                                      struct symbolon_epcis_event *events,
                                      size_t *count);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SYMBOLON_H */
