/* Reads what tests/vectors/x.json holds: an array of flat objects of strings and integers. Nothing else of JSON.
 *
 * json_open takes a whole file; json_next steps from object to object; json_text and json_number look a field up in the
 * present one. Anything unexpected ends the program: vectors are ours. */

#ifndef JSON_H
#define JSON_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JSON_FIELDS = 24, JSON_ROOM = 8192 };

typedef struct {
    char *text;                /* the file */
    const char *at;            /* where reading goes on */
    const char *name;          /* of the file, for complaints */
    int row;                   /* of the present object, from 1 */
    size_t count;              /* fields of the present object */
    const char *keys[JSON_FIELDS];
    const char *values[JSON_FIELDS]; /* NUL-terminated; no vector holds a NUL */
    char room[JSON_ROOM];      /* keys and values, unescaped */
    size_t used;
} json;

static void json_fail(const json *j, const char *what) {
    fprintf(stderr, "%s, object %d: %s\n", j->name, j->row, what);
    exit(1);
}

static void json_open(json *j, const char *name) {
    FILE *file = fopen(name, "rb");
    long size;
    memset(j, 0, sizeof *j);
    j->name = name;
    if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET))
        json_fail(j, "cannot be read");
    j->text = malloc((size_t)size + 1);
    if (!j->text || fread(j->text, 1, (size_t)size, file) != (size_t)size) json_fail(j, "cannot be read");
    j->text[size] = 0;
    j->at = j->text;
    fclose(file);
}

static void json_close(json *j) { free(j->text); }

static char json_peek(json *j) {
    while (*j->at == ' ' || *j->at == '\n') j->at++;
    return *j->at;
}

static void json_want(json *j, char wanted) {
    if (json_peek(j) != wanted) json_fail(j, "not a flat object");
    j->at++;
}

static void json_put(json *j, char c) {
    if (j->used >= JSON_ROOM) json_fail(j, "too large");
    j->room[j->used++] = c;
}

static char json_escape(json *j) {
    unsigned code;
    switch (*j->at++) {
    case '"': return '"';
    case '\\': return '\\';
    case 'u':
        if (sscanf(j->at, "%4x", &code) != 1 || code == 0 || code > 127) json_fail(j, "not ASCII");
        j->at += 4;
        return (char)code;
    default: json_fail(j, "unknown escape"); return 0;
    }
}

/* A string or an integer, as text. */
static const char *json_scalar(json *j) {
    size_t start = j->used;
    if (json_peek(j) == '"') {
        j->at++;
        while (*j->at && *j->at != '"') {
            char c = *j->at++;
            json_put(j, c == '\\' ? json_escape(j) : c);
        }
        json_want(j, '"');
    } else {
        while (*j->at == '-' || (*j->at >= '0' && *j->at <= '9')) json_put(j, *j->at++);
        if (j->used == start) json_fail(j, "neither string nor integer");
    }
    json_put(j, 0);
    return j->room + start;
}

/* Steps to the next object: 1 if there is one, 0 at the end. */
static int json_next(json *j) {
    char c = json_peek(j);
    if (c == ']') return 0;
    j->at++; /* the bracket before the first, the comma before others */
    if (c != (j->row ? ',' : '[')) json_fail(j, "not an array of objects");
    j->row++;
    j->count = 0;
    j->used = 0;
    json_want(j, '{');
    do {
        if (j->count == JSON_FIELDS) json_fail(j, "too many fields");
        j->keys[j->count] = json_scalar(j);
        json_want(j, ':');
        j->values[j->count++] = json_scalar(j);
    } while (json_peek(j) == ',' && j->at++);
    json_want(j, '}');
    return 1;
}

static const char *json_text(const json *j, const char *key) {
    for (size_t i = 0; i < j->count; i++)
        if (!strcmp(j->keys[i], key)) return j->values[i];
    fprintf(stderr, "no field %s\n", key);
    json_fail(j, "a field is missing");
    return NULL;
}

static uint64_t json_number(const json *j, const char *key) {
    return strtoull(json_text(j, key), NULL, 10);
}

/* Bytes written as hexadecimal; how many there are. */
static size_t json_hex(const json *j, const char *key, uint8_t *out, size_t room) {
    const char *text = json_text(j, key);
    size_t len = strlen(text) / 2;
    if (len > room) json_fail(j, "too many bytes");
    for (size_t i = 0; i < len; i++) {
        unsigned byte;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) json_fail(j, "not hexadecimal");
        out[i] = (uint8_t)byte;
    }
    return len;
}

#endif
