/* A packaging line in C: what stands between the devices of a line (PLC, readers, printer, terminal) and the library.
 * Begin here if you write a gateway.
 *
 *     line_client sample                     writes the telegrams of a shift, to try the rest with
 *     line_client DIRECTORY < TELEGRAMS      runs an order; the journal, report.json and report.svg are in DIRECTORY
 *
 * Three promises, and where they are kept:
 *   1. Nothing leaves for the line before it is durable. `take` puts decisions into `held`, `settle` makes their records
 *      durable with one write and one sync, and only then `carry_out` acts on them and tells devices "ack". A device
 *      sends an event again until it sees the ack.
 *   2. A crash loses nothing that was acked. `restore` reads the journal at the start, and the line is as it was. What
 *      was not acked comes from the devices again; what had been recorded all the same gets the answer it had.
 *   3. No journal, no line. When the disk fails, nothing more is decided until a person says that the cause is gone.
 *
 * Telegrams are lines of text, `KIND STATION NUMBER MILLISECONDS [CODE]`; a real gateway has its field bus here:
 *     R read   N no read   E ejected   F failed to eject   P label printed
 *     S sample this code   V void this code   W pause   G go on   X restart after a loss of power   Z end the order
 * NUMBER is the device's own count of its events. Two telegrams are for the gateway alone, and have no fields:
 *     C the cause is gone, continue   ! a drill: the disk fails from now on
 *
 * The exit code is 0 if the order has ended and its balance adds up, 1 after a failure, 4 if the telegrams ended before
 * the order. POSIX; build: examples/c/run.sh. */

#define _XOPEN_SOURCE 700 /* poll, and setrlimit for the drill */

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "symbolon.h"

enum {
    LEVELS = 3,          /* items, boxes, cases */
    PER_BOX = 5,
    PER_CASE = 4,
    ITEMS = 400,         /* serial numbers of items that this order may use */
    SAMPLE_ITEMS = 240,  /* items of the sample */
    GROUP = 16,          /* decisions that are made durable together */
    PATIENCE = 10,       /* milliseconds without a telegram after which a smaller group is made durable */
    TELEGRAM_MAX = 512,
    CODE_MAX = 128,
    REJECTOR = 4         /* items between the reader and the rejector */
};

/* Stations, in the order in which `new_order` adds them. A device may serve several. */
enum { READER, REJECT, BOX_READER, BOX_PRINTER, CASE_PRINTER, TERMINAL, STATIONS };
static const uint32_t device_of[STATIONS] = {1, 2, 3, 4, 4, 5};

/* An example's secret. Yours comes from where you keep secrets; and its GTINs from your order. */
static const uint8_t MASTER[SYMBOLON_SECRET_BYTES] = {7, 0, 7, 1};
static const char *const GTINS[LEVELS] = {"09506000134352", "19506000134359", "29506000134356"};
static const char *const SLOTS[LEVELS] = {"01", "02", "03"};
static const uint64_t COUNTS[LEVELS] = {ITEMS, ITEMS / PER_BOX, ITEMS / PER_BOX / PER_CASE};

static const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

/* The call succeeds, or the program ends: for calls that fail only if the program, the order or the machine is wrong. The
 * calls that a running line must survive are handled where they stand. */
#define OK(call) must((call), #call, __LINE__)

static void must(symbolon_status status, const char *what, int line) {
    if (status == SYMBOLON_OK) return;
    fprintf(stderr, "line_client: line %d: %s\n  %" PRId32 ": %s\n", line, what, status,
            symbolon_status_text(status, SYMBOLON_LANGUAGE_EN));
    exit(1);
}

static void fail(const char *what) {
    fprintf(stderr, "line_client: %s\n", what);
    exit(1);
}

/* --- The order ------------------------------------------------------------------------------------------------- */

/* The serial numbers of a level. Index i of a series becomes a serial that nobody can guess, and back. */
static const symbolon_series *series_of(int level) {
    uint8_t key[SYMBOLON_SECRET_BYTES];
    const symbolon_series *series = NULL;
    OK(symbolon_series_key(MASTER, bytes(GTINS[level]), 14, bytes(SLOTS[level]), 2, key, NULL));
    OK(symbolon_series_new(key, bytes(GTINS[level]), 14, bytes(SLOTS[level]), 2, NULL, &series, NULL));
    return series;
}

/* The element string of a serial: what a scanner sends, and what a label carries. NUL-terminated here. */
static void write_code(const symbolon_series *series, int level, uint64_t index, char out[CODE_MAX]) {
    uint8_t serial[SYMBOLON_SERIAL_MAX];
    size_t len;
    OK(symbolon_series_seal(series, index, serial, sizeof serial, &len));
    snprintf(out, CODE_MAX, "01%s21%.*s", GTINS[level], (int)len, (const char *)serial);
}

static void add_station(symbolon_order *order, uint32_t station, uint32_t kind, uint32_t level, uint32_t offset) {
    /* Structs that begin with `size`: zeroed by the initialiser, and zero is the default of every field. */
    symbolon_station added = {.size = sizeof added, .kind = kind, .level = level, .offset = offset};
    added.device = device_of[station];
    OK(symbolon_order_add_station(order, &added, NULL));
}

static symbolon_line *open_line(const uint8_t key[SYMBOLON_LINE_KEY_BYTES]) {
    symbolon_order_options options = {.size = sizeof options, .mode = SYMBOLON_MODE_AUTOMATIC,
                                      .capacities = {0, PER_BOX, PER_CASE}};
    static const char lot[] = "(10)LOT7(17)281130", date[] = "2028.11.30", name[] = "LINE-3";
    symbolon_order *order = NULL;
    symbolon_line *line = NULL;

    OK(symbolon_order_new(&options, &order, NULL));
    for (uint32_t level = 0; level < LEVELS; level++)
        OK(symbolon_order_add_series(order, level + 1, bytes(GTINS[level]), bytes(SLOTS[level]), 2, 0, COUNTS[level],
                                     NULL));
    OK(symbolon_order_add_lot(order, bytes(lot), strlen(lot), 0, bytes(date), strlen(date), NULL));
    OK(symbolon_order_set_line(order, bytes(name), strlen(name), NULL));
    add_station(order, READER, SYMBOLON_STATION_READER, 1, 0);
    add_station(order, REJECT, SYMBOLON_STATION_REJECTOR, 0, REJECTOR);
    add_station(order, BOX_READER, SYMBOLON_STATION_READER, 2, 0);
    add_station(order, BOX_PRINTER, SYMBOLON_STATION_PRINTER, 2, 0);
    add_station(order, CASE_PRINTER, SYMBOLON_STATION_PRINTER, 3, 0);
    add_station(order, TERMINAL, SYMBOLON_STATION_OPERATOR, 0, 0);
    OK(symbolon_line_open(order, key, &line, NULL)); /* takes all the memory the line will ever use */
    symbolon_order_free(order);
    return line;
}

/* --- The gateway ----------------------------------------------------------------------------------------------- */

/* A decision that waits for its record to be durable. */
typedef struct {
    uint32_t device;
    uint64_t event;
    symbolon_decision decision;
    symbolon_action actions[SYMBOLON_ACTIONS_MAX];
} held_decision;

/* All that runs. Everything has its size before the first telegram: the main loop takes no memory. */
typedef struct {
    symbolon_line *line;
    symbolon_journal *journal;
    symbolon_verifier *verifier;
    const symbolon_series *series[LEVELS];
    held_decision held[GROUP];
    size_t held_count;
    int failed;    /* the journal stands still; nothing is decided */
    uint64_t time; /* of the last event: the report's time too, so that it does not depend on when it is made */
} gateway;

/* Opens the journal of this order, or begins one. A journal belongs to one order: each order has its directory. */
static void open_journal(gateway *g, const char *directory, const uint8_t id[SYMBOLON_JOURNAL_ID_BYTES]) {
    /* Records are made durable when `settle` says so. Small segments, for an example; leave 0 for 64 MiB. */
    symbolon_journal_options options = {.size = sizeof options, .commit = SYMBOLON_COMMIT_CALLER,
                                        .segment_bytes = 1 << 20};
    symbolon_journal_recovery found = {.size = sizeof found};
    symbolon_status status;

    status = symbolon_journal_open(bytes(directory), strlen(directory), &options, NULL, &found, &g->journal, NULL);
    if (status == SYMBOLON_E_JOURNAL_MISSING) {
        OK(symbolon_journal_create(bytes(directory), strlen(directory), id, &options, &g->journal, NULL));
        printf("journal    new\n");
        return;
    }
    OK(status); /* also a journal that was damaged: that is not a loss of power, and a person has to look at it */
    printf("journal    %" PRIu64 " records", found.records);
    if (found.cut.any) printf(", %" PRIu32 " bytes cut that a crash had left half written", found.cut.bytes);
    printf("\n");
}

/* Gives the line the records of its journal: it is then as it was when the last of them was made durable. */
static void restore(gateway *g, const char *directory) {
    static uint8_t payload[SYMBOLON_JOURNAL_PAYLOAD_MAX];
    symbolon_journal_entry entry = {.size = sizeof entry};
    symbolon_journal_reader *reader = NULL;
    size_t len;

    OK(symbolon_journal_reader_new(bytes(directory), strlen(directory), 0, &reader, NULL));
    for (;;) {
        uint32_t found;
        OK(symbolon_journal_reader_next(reader, &found, &entry, payload, sizeof payload, &len, NULL));
        if (!found) break;
        if (entry.is_checkpoint) continue; /* the journal's own */
        OK(symbolon_line_replay(g->line, entry.time, entry.device, entry.event, entry.kind, payload, len, NULL));
        if (entry.time > g->time) g->time = entry.time;
    }
    symbolon_journal_reader_free(reader);
}

static void print_reason(uint32_t reason) {
    uint8_t sentence[256];
    symbolon_epcis_event events[SYMBOLON_EPCIS_MAX];
    size_t len, count;

    OK(symbolon_reason_text(reason, SYMBOLON_LANGUAGE_EN, sentence, sizeof sentence, &len));
    printf("%.*s", (int)len, (const char *)sentence);
    /* What a trading partner would be told, for your EPCIS documents. */
    OK(symbolon_reason_epcis(reason, events, &count));
    for (size_t i = 0; i < count; i++)
        printf(" [%s %s %s%s%s]", events[i].event, events[i].action, events[i].biz_step,
               events[i].disposition ? " " : "", events[i].disposition ? events[i].disposition : "");
}

/* A label: the line knows the index of the unit, the series makes the serial of it. */
static void print_label(const gateway *g, const symbolon_action *action) {
    symbolon_line_unit unit = {.size = sizeof unit};
    char code[CODE_MAX];

    OK(symbolon_line_look(g->line, action->unit, &unit, NULL));
    if (unit.level < 1 || unit.level > LEVELS) fail("a label of a level that this order has not");
    write_code(g->series[unit.level - 1], (int)unit.level - 1, unit.index, code);
    printf("  print    level %" PRIu32 ": %s\n", action->value, code);
}

/* Tells the line what to do: here as text. Doing it twice must do no harm, because a device may ask twice. */
static void carry_out(const gateway *g, const held_decision *held) {
    const symbolon_decision *decision = &held->decision;

    printf("%" PRIu32 "/%" PRIu64 "%s ", held->device, held->event, decision->is_replayed ? " (again)" : "");
    print_reason(decision->reason);
    printf("\n");
    for (uint32_t i = 0; i < decision->actions; i++) {
        const symbolon_action *action = &held->actions[i];
        switch (action->kind) {
        case SYMBOLON_ACTION_ACCEPT:
            printf("  accept   unit %" PRIu32 "\n", action->unit);
            break;
        case SYMBOLON_ACTION_EJECT: /* the PLC counts items from the one that this event was about */
            printf("  eject    after %" PRIu32 " items: ", action->value);
            print_reason(action->reason);
            printf("\n");
            break;
        case SYMBOLON_ACTION_STOP:
            printf("  stop     ");
            print_reason(action->reason);
            printf("\n");
            break;
        case SYMBOLON_ACTION_PRINT:
            print_label(g, action);
            break;
        case SYMBOLON_ACTION_COMPLETE:
            printf("  complete unit %" PRIu32 " holds %" PRIu32 "\n", action->unit, action->value);
            break;
        default: /* SYMBOLON_ACTION_BIND: this order has no hidden marks. A newer library may know more */
            printf("  unknown  action %" PRIu32 "\n", action->kind);
            break;
        }
    }
    printf("  ack      %" PRIu32 " %" PRIu64 "\n", held->device, held->event);
}

static void stand_still(gateway *g, symbolon_status status) {
    g->failed = 1;
    printf("STAND STILL: %s\n", symbolon_status_text(status, SYMBOLON_LANGUAGE_EN));
    fflush(stdout);
}

static void carry_out_held(gateway *g) {
    for (size_t i = 0; i < g->held_count; i++) carry_out(g, &g->held[i]);
    g->held_count = 0;
    fflush(stdout);
}

/* Makes what was decided durable, then does it. */
static void settle(gateway *g) {
    symbolon_status status;
    if (g->failed || g->held_count == 0) return;
    status = symbolon_journal_commit(g->journal, NULL, NULL);
    if (status == SYMBOLON_OK)
        carry_out_held(g);
    else
        stand_still(g, status); /* what is held stays held; the journal keeps its records for `go_on` */
}

/* The decision that the next call writes. Makes room for it if need be; NULL if there is none. */
static held_decision *place(gateway *g) {
    if (g->held_count == GROUP) settle(g);
    if (g->failed || g->held_count == GROUP) return NULL;
    g->held[g->held_count].decision.size = sizeof g->held[0].decision;
    return &g->held[g->held_count];
}

/* Events that waited for an earlier one of their device, and whose turn has come. */
static void take_released(gateway *g) {
    for (;;) {
        uint32_t found = 0;
        held_decision *held = place(g);
        symbolon_status status;
        if (!held) return;
        status = symbolon_line_released(g->line, g->journal, &found, &held->device, &held->event, &held->decision,
                                        held->actions, NULL);
        /* An event that waits still when the order has ended is its device's loss. */
        if (status == SYMBOLON_E_SESSION_ENDED) return;
        if (status != SYMBOLON_OK) {
            stand_still(g, status);
            return;
        }
        if (!found) return;
        g->held_count++;
    }
}

/* One event: recorded, decided, and held until its record is durable. */
static void take(gateway *g, const symbolon_event *event) {
    held_decision *held = place(g);
    symbolon_status status;

    if (!held) { /* no ack: the device sends it again */
        printf("%" PRIu32 "/%" PRIu64 " not taken, the journal stands still\n", event->device, event->id);
        return;
    }
    status = symbolon_line_step(g->line, event, g->journal, g->verifier, NULL, NULL, &held->decision, held->actions,
                                NULL);
    if (status == SYMBOLON_E_SESSION_STOPPED || (status >= 600 && status < 700)) {
        stand_still(g, status); /* statuses 6xx are the journal's: nothing was decided */
        return;
    }
    if (status != SYMBOLON_OK) { /* a telegram that makes no sense: the line runs on */
        printf("%" PRIu32 "/%" PRIu64 " refused: %s\n", event->device, event->id,
               symbolon_status_text(status, SYMBOLON_LANGUAGE_EN));
        return;
    }
    if (event->time > g->time) g->time = event->time;
    if (held->decision.ruling == SYMBOLON_RULING_PARK) { /* not recorded yet, so no ack */
        printf("%" PRIu32 "/%" PRIu64 " waits for the one before it\n", event->device, event->id);
        return;
    }
    held->device = event->device;
    held->event = event->id;
    g->held_count++;
    take_released(g);
}

/* --- Telegrams ------------------------------------------------------------------------------------------------- */

/* The drill: no file of this process can grow or be written, as if the disk were full. (So let stdout be a pipe.) */
static void let_disk_fail(int fails) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit)) fail("getrlimit");
    limit.rlim_cur = fails ? 0 : limit.rlim_max;
    if (setrlimit(RLIMIT_FSIZE, &limit)) fail("setrlimit");
}

/* The operator says that the cause is gone. First the journal, then the line. */
static void go_on(gateway *g) {
    symbolon_status status;
    let_disk_fail(0);
    if (!g->failed) return;
    status = symbolon_journal_resume(g->journal, NULL, NULL); /* writes again what was held back */
    if (status != SYMBOLON_OK) {
        stand_still(g, status);
        return;
    }
    OK(symbolon_line_resume(g->line));
    g->failed = 0;
    printf("GO ON\n");
    carry_out_held(g);
    take_released(g);
}

/* The fields of an event that its letter stands for. 0 if it stands for none. */
static int event_of(char letter, symbolon_event *event) {
    switch (letter) {
    case 'R': event->kind = SYMBOLON_EVENT_READ; break;
    case 'N': event->kind = SYMBOLON_EVENT_NO_READ; break;
    case 'E': event->kind = SYMBOLON_EVENT_EJECTED; event->flags = SYMBOLON_EVENT_FLAG; break;
    case 'F': event->kind = SYMBOLON_EVENT_EJECTED; break;
    case 'P': event->kind = SYMBOLON_EVENT_PRINTED; break;
    case 'S': event->kind = SYMBOLON_COMMAND_SAMPLE; break;
    case 'V': event->kind = SYMBOLON_COMMAND_VOID; event->flags = SYMBOLON_EVENT_FLAG; break;
    case 'W': event->kind = SYMBOLON_COMMAND_PAUSE; break;
    case 'G': event->kind = SYMBOLON_COMMAND_RESUME; break;
    case 'X': event->kind = SYMBOLON_COMMAND_RESTART; break;
    case 'Z': event->kind = SYMBOLON_COMMAND_END; event->number = SYMBOLON_OPEN_CLOSE_ODD; break;
    default: return 0;
    }
    return 1;
}

/* One line of text, NUL-terminated and without its end. */
static void telegram(gateway *g, const char *text) {
    symbolon_event event = {.size = sizeof event, .unit = SYMBOLON_NO_UNIT, .other_unit = SYMBOLON_NO_UNIT};
    char letter;
    int used = 0;

    if (!strcmp(text, "C") || !strcmp(text, "!")) {
        settle(g);
        if (*text == 'C') go_on(g); else let_disk_fail(1);
        return;
    }
    if (sscanf(text, "%c %" SCNu32 " %" SCNu64 " %" SCNu64 "%n", &letter, &event.station, &event.id, &event.time,
               &used) != 4 || event.station >= STATIONS || !event_of(letter, &event)) {
        printf("no telegram: %s\n", text);
        return;
    }
    event.device = device_of[event.station];
    if (text[used] == ' ') {
        event.code = bytes(text + used + 1); /* borrowed for the call alone */
        event.code_len = strlen(text + used + 1);
    }
    take(g, &event);
}

/* The main loop: telegrams as they come, groups made durable when they are full or when nothing comes for a while. */
static void run(gateway *g) {
    static char buffer[TELEGRAM_MAX];
    size_t filled = 0;
    int skips = 0; /* in a line that is too long to be a telegram */

    for (;;) {
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
        char *end;
        ssize_t got;
        if (poll(&input, 1, PATIENCE) == 0) settle(g);
        if (poll(&input, 1, -1) < 0) fail("poll");
        got = read(STDIN_FILENO, buffer + filled, sizeof buffer - filled);
        if (got < 0) fail("read");
        if (got == 0) break;
        filled += (size_t)got;
        while ((end = memchr(buffer, '\n', filled))) {
            size_t len = (size_t)(end - buffer) + 1;
            *end = 0;
            if (!skips) telegram(g, buffer);
            skips = 0;
            filled -= len;
            memmove(buffer, buffer + len, filled);
        }
        if (filled == sizeof buffer) { /* noise on the wire */
            skips = 1;
            filled = 0;
        }
    }
    settle(g);
}

/* --- Reports --------------------------------------------------------------------------------------------------- */

/* Writes a report to a file of the directory, or to stdout without a name. */
static void report(const gateway *g, uint32_t form, const char *directory, const char *name) {
    char path[4096];
    size_t len = 0;
    uint8_t *text;
    FILE *out = stdout;
    symbolon_status status;

    /* (NULL, 0) asks how long it will be. */
    status = symbolon_line_report(g->line, form, SYMBOLON_LANGUAGE_EN, g->time, NULL, 0, &len, NULL);
    if (status != SYMBOLON_E_BUFFER) OK(status);
    text = malloc(len + 1);
    if (!text) fail("no memory for a report");
    OK(symbolon_line_report(g->line, form, SYMBOLON_LANGUAGE_EN, g->time, text, len, &len, NULL));
    if (name) {
        if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path) fail("the path is too long");
        out = fopen(path, "wb");
    }
    if (!out || fwrite(text, 1, len, out) != len || (name ? fclose(out) : fflush(out))) fail("a report was not written");
    free(text);
}

/* --- A shift to try it with ------------------------------------------------------------------------------------ */

/* What the devices of a line would send: everything in order but for what happens on lines. */
typedef struct {
    const symbolon_series *series[LEVELS];
    uint64_t time, number[STATIONS]; /* events of a station; stations of one device count together */
    uint64_t boxes, items;           /* boxes printed, items in the one that fills */
    enum { IN_ORDER, NEXT_IS_LATE, ONE_IS_LATE } order;
    char late[TELEGRAM_MAX];         /* a telegram that the next one overtakes */
    int drills;                      /* the disk fails: what is sent has to be sent again */
    char again[16384];               /* that */
    size_t again_len;
} shift;

static void emit(shift *s, const char *text) {
    size_t len = strlen(text);
    fputs(text, stdout);
    if (!s->drills) return;
    if (len > sizeof s->again - s->again_len) fail("the drill is too long");
    memcpy(s->again + s->again_len, text, len);
    s->again_len += len;
}

static void send(shift *s, char letter, int station, const char *code) {
    int counter = station == CASE_PRINTER ? BOX_PRINTER : station;
    char text[TELEGRAM_MAX];
    s->time += 20;
    snprintf(text, sizeof text, "%c %d %" PRIu64 " %" PRIu64 "%s%s\n", letter, station, ++s->number[counter], s->time,
             code ? " " : "", code ? code : "");
    if (s->order == NEXT_IS_LATE) {
        memcpy(s->late, text, sizeof text);
        s->order = ONE_IS_LATE;
        return;
    }
    emit(s, text);
    if (s->order == ONE_IS_LATE) emit(s, s->late);
    s->order = IN_ORDER;
}

/* A good item passes the reader; a full box gets its label, which is read back. */
static void send_item(shift *s, const char *code) {
    char label[CODE_MAX];
    send(s, 'R', READER, code);
    if (++s->items < PER_BOX) return;
    s->items = 0;
    write_code(s->series[1], 1, s->boxes, label);
    send(s, 'P', BOX_PRINTER, label);
    if (s->boxes == 10) send(s, 'N', BOX_READER, NULL); /* smeared: read at the second try */
    send(s, 'R', BOX_READER, label);
    if (++s->boxes % PER_CASE) return;
    write_code(s->series[2], 2, s->boxes / PER_CASE - 1, label);
    send(s, 'P', CASE_PRINTER, label);
}

static void sample(void) {
    static shift s;
    char code[CODE_MAX];
    int due = 0; /* items until a rejected one reaches the rejector */

    s.time = 1795000000000;
    for (int level = 0; level < LEVELS; level++) s.series[level] = series_of(level);
    for (uint64_t i = 0; i < SAMPLE_ITEMS; i++) {
        write_code(s.series[0], 0, i, code);
        if (i == 71) s.order = NEXT_IS_LATE; /* and the next item is told first */
        if (i % 60 == 17) { /* a label that cannot be read */
            send(&s, 'N', READER, NULL);
            due = REJECTOR + 1;
        } else {
            send_item(&s, code);
        }
        if (due && --due == 0) send(&s, 'E', REJECT, NULL);
        if (i % 60 == 40) { /* the same item once more */
            send(&s, 'R', READER, code);
            due = REJECTOR;
        }
        if (i % 60 == 50) { /* a sample, out of a closed box or of the one that fills */
            send(&s, 'S', TERMINAL, code);
            if (s.items) s.items--;
        }
        if (i == 100) /* a device that saw no ack says the same again */
            printf("R %d %" PRIu64 " %" PRIu64 " %s\n", READER, s.number[READER], s.time, code);
        if (i == 150) {
            printf("!\n");
            s.drills = 1;
        }
        if (i == 180) { /* more than a group later: some events were taken, the others were not. All come again */
            printf("C\n%.*s", (int)s.again_len, s.again);
            s.drills = 0;
        }
    }
    send(&s, 'Z', TERMINAL, NULL);
    for (int level = 0; level < LEVELS; level++) symbolon_series_free(s.series[level]);
}

/* --- Beginning and end ----------------------------------------------------------------------------------------- */

static void fill_random(uint8_t *out, size_t len) {
    FILE *random = fopen("/dev/urandom", "rb");
    if (!random || fread(out, 1, len, random) != len || fclose(random)) fail("no randomness");
}

int main(int argc, char **argv) {
    static gateway g; /* too large for small stacks */
    symbolon_verifier_options options = {.size = sizeof options, .unsigned_codes = SYMBOLON_UNSIGNED_ACCEPT_IF_SEALED};
    symbolon_line_state state = {.size = sizeof state};
    uint8_t key[SYMBOLON_LINE_KEY_BYTES], id[SYMBOLON_JOURNAL_ID_BYTES];
    char journal[4096];

    if (symbolon_abi() >> 16 != SYMBOLON_ABI_MAJOR) fail("the library is of another ABI");
    if (argc == 2 && !strcmp(argv[1], "sample")) {
        sample();
        return 0;
    }
    if (argc != 2 || snprintf(journal, sizeof journal, "%s/journal", argv[1]) >= (int)sizeof journal) {
        fprintf(stderr, "line_client sample | line_client DIRECTORY\n");
        return 2;
    }
    signal(SIGXFSZ, SIG_IGN); /* a write beyond the limit is an error, and not the end */

    OK(symbolon_verifier_new(&options, &g.verifier));
    for (int level = 0; level < LEVELS; level++) {
        g.series[level] = series_of(level);
        OK(symbolon_verifier_add_series(g.verifier, g.series[level]));
    }
    fill_random(key, sizeof key);
    fill_random(id, sizeof id);
    g.line = open_line(key);
    open_journal(&g, journal, id);
    restore(&g, journal);

    run(&g);

    OK(symbolon_line_state_of(g.line, &state));
    if (!g.failed) {
        printf("\n");
        report(&g, SYMBOLON_REPORT_TEXT, NULL, NULL);
        report(&g, SYMBOLON_REPORT_JSON, argv[1], "report.json");
        report(&g, SYMBOLON_REPORT_SVG, argv[1], "report.svg");
    }
    symbolon_line_free(g.line);
    symbolon_journal_free(g.journal);
    symbolon_verifier_free(g.verifier);
    for (int level = 0; level < LEVELS; level++) symbolon_series_free(g.series[level]);
    if (g.failed || (state.has_ended && !state.is_exact)) return 1;
    return state.has_ended ? 0 : 4;
}
