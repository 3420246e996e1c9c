/* parse: from words to the program's structs, names still unresolved. Private to src/law. A mistake ends the
 * declaration it stands in (longjmp to the loop over declarations); the next one is read as if nothing had
 * happened. */
#ifndef ANSINH_LAW_PARSE_H
#define ANSINH_LAW_PARSE_H

#include "law/reading/lex.h"
#include "law/reading/nouns.h"

struct parser {
  struct law_program *p;
  struct arena *a;
  struct lexer lx;
  struct lexer before; /* where the present word was read from */
  struct token t;
  struct str declaring; /* full name of what is being declared, once it is known */
  jmp_buf fail;
  bool heading; /* reading the head: a bad word on a later line is the body's to tell */
  int depth;
};

/* Goes to the next word. */
void parse_advance(struct parser *q);
_Noreturn void parse_expected(struct parser *q, const char *what); /* complains about the present word */
bool parse_is(const struct parser *q,
              const char *word);                     /* is the present word this, within the declaration? */
bool parse_take(struct parser *q, const char *word); /* and if so, goes on */
void parse_need(struct parser *q, const char *word);
bool parse_more(const struct parser *q); /* is there another word in this declaration? */
struct str parse_name(struct parser *q, const char *what);
struct str parse_dotted(struct parser *q, const char *what); /* a.b or a */
/* The name of what is declared here, with its pack's namespace before it. */
struct str parse_declared(struct parser *q, const char *what);
date parse_day(struct parser *q);
month parse_a_month(struct parser *q);
/* The present word as a whole number, as a text in quotes, as a title in both languages; anything else is
 * complained about, `what` says what was wanted. */
int64_t parse_whole(struct parser *q);
struct str parse_string(struct parser *q, const char *what);
struct title parse_title(struct parser *q, bool needed);
bool parse_cites(struct parser *q, struct cites *c); /* false when there is no [ */
/* The same where one is needed: told at the end of what it would cite. */
void parse_cited(struct parser *q, struct cites *c);
/* What an expression is cited by: the citation behind it, or, where it ends in a rounding and only one stands
 * there, the rounding's: it speaks of both. False when there is none. */
bool parse_cites_of(struct parser *q, const struct node *value, struct cites *c);
bool parse_dating(struct parser *q, struct dating *d); /* true when at least one word was there */
struct status parse_status(struct parser *q);
enum entity parse_entity(struct parser *q); /* person, household, area */
/* Refuses one more where `n` already are: at most `max` of `what`. */
void parse_room_for(struct parser *q, int n, int max, const char *what);
int parse_count(struct parser *q, int least, int most); /* a small whole number, such as days */
/* The declarations of parse_benefit.c, each after its first word. */
void parse_benefit(struct parser *q);
void parse_concurrency(struct parser *q);
void parse_interpretation(struct parser *q);
struct node *parse_expression(struct parser *q);
struct node *parse_literal(struct parser *q); /* a number, date, yes, no or name */
void parse_test(struct parser *q);
const char *parse_shown(struct parser *q, struct token t);
/* `renamed KIND OLD to NEW from DAY "why"` (head.c). */
void parse_renamed(struct parser *q);

#endif
