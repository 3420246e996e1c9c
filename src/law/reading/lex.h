/* lex: the words of a law file, one at a time. Private to src/law. */
#ifndef ANSINH_LAW_LEX_H
#define ANSINH_LAW_LEX_H

#include "law/form/program.h"

enum token_kind { TK_END, TK_NAME, TK_NUMBER, TK_DATE, TK_MONTH, TK_STRING, TK_SIGN, TK_BAD };
struct token {
  enum token_kind kind;
  struct str text; /* as written; a string's content with escapes undone */
  struct place at;
  bool first; /* stands in column 1: begins a declaration */
  bool whole; /* a number without a decimal point or % */
  struct ratio r;
  date day; /* dates; months as month number */
};
struct lexer {
  struct law_program *p;
  const struct file *f;
  size_t pos;
  size_t line_start;
  int line;
};

/* At the first word of a file (after a byte order mark), and where its head ended. */
struct lexer lex_new(struct law_program *p, const struct file *f);
struct lexer lex_body(struct law_program *p, const struct file *f);
/* The next word; TK_BAD after a complaint, TK_END at the end of the file (first set). */
struct token lex_next(struct lexer *l);
/* Inside [ ]: an article such as 6.1.đ or pl3; TK_BAD when there is none. */
struct token lex_article(struct lexer *l);
/* After the first word of a document's id, the parts that follow with no blank between: hue.nq37_2025. */
struct str lex_document(struct lexer *l, struct str first);
/* Moves to the next line that begins in column 1. */
void lex_skip(struct lexer *l);

#endif
