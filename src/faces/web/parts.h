/* parts: what every page is put together from. Private to src/faces/web. */
#ifndef ANSINH_WEB_PARTS_H
#define ANSINH_WEB_PARTS_H

#include "faces/web/html.h"

/* The page around its content: head, top bar with search and menu, trail, the band when another time is
 * asked, title. `title` is the heading; with `bare` the page writes its own heading. part_close ends it. */
void part_open(struct web_request *r, struct str title, bool bare);
void part_close(struct web_request *r);
/* The form for another month and day of knowledge; for rows that have the arguments `for` and `known`. */
void part_when(struct web_request *r);

/* Heading of a section, with an anchor (literal). */
#define part_section(r, anchor, word) part_section_((r), "<section id=\"" anchor "\"><h2>", (word))
/* For part_section: `open` is literal. part_section_end closes the section. */
void part_section_(struct web_request *r, const char *open, enum web_word word);
void part_section_end(struct web_request *r);
/* The same of figures that are stored: marked in the heading where they are stale. */
#define part_section_made(r, anchor, word, made)                                                             \
  part_section_made_((r), "<section id=\"" anchor "\"><h2>", (word), (made))
/* For part_section_made: `open` is literal. */
void part_section_made_(struct web_request *r, const char *open, enum web_word word,
                        const struct web_made *made);

/* A state: sign, word and colour together. */
enum part_state { PART_GOOD, PART_WATCH, PART_BAD, PART_QUIET };
/* Writes one; `text` is escaped. */
void part_state(struct web_request *r, enum part_state state, struct str text);
void part_mark(struct web_request *r, enum web_mark mark); /* ✓ ✗ ? with a word for those who do not see it */

/* A table: caption (heard, not seen), then head cells, then rows. `kinds` has a letter a column: t text, n
 * figure. */
void part_table(struct web_request *r, enum web_word caption, const char *kinds, const enum web_word *heads);
void part_table_end(struct web_request *r);
/* A row of plain texts, one a letter of `kinds`, the first its heading. */
void part_row(struct web_request *r, const char *kinds, const struct str *cells);
/* What an empty list says: why, and what to do. */
void part_empty(struct web_request *r, enum web_word why, enum web_word what);
/* A difference to the month before: +12, −3 or ±0. */
void part_difference(struct web_request *r, int64_t now, int64_t before, bool money_sum);
/* An article as cited, linked to its provision when there is one. */
void part_citation(struct web_request *r, struct str citation, struct str law);
/* To a person's file, by public id. */
void part_person_link(struct web_request *r, struct str id, struct str name);
/* A command as a shell takes it, about this register and its packs; in the request's arena. `words` are all
 * of it between the program's name and where the register is; `laws`: it goes by the packs served. */
const char *part_command(struct web_request *r, const char *words, bool laws);

/* What is stored, and the command that makes it ("determine", "check caseload"). */
struct part_stored {
  const struct web_made *made;
  const char *command;
};
/* Beside a stored figure that may be another now: a word that says so; nothing beside any other. */
void part_stale(struct web_request *r, const struct web_made *made);
/* For those of the list that are stale, each once: why, and what to run. Nothing where none is. */
void part_stale_note(struct web_request *r, const struct part_stored *list, int n);
/* A line of the list for each that is there: by which law, as known when and up to which act, by which packs.
 */
void part_made_by(struct web_request *r, const struct part_stored *list, int n);
/* A command in a box: `name` for the month asked, as known on the day asked, so that what it makes is what
 * this page then shows. */
void part_command_month(struct web_request *r, const char *name);
/* A page instead of the one asked for: says what happened and what to do. */
void part_trouble(struct web_request *r, enum err err);

/* The explanation of one benefit (why.c): the short form; the whole tree. `share` leaves secret facts out. */
void part_why(struct web_request *r, const struct web_why *w, bool share);
void part_why_tree(struct web_request *r, const struct web_reason *reasons, int count, bool share, int depth);

#endif
