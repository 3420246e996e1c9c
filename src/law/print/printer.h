/* text: a provision written out again, in the language's own words, for show and diff. Private to src/law. */
#ifndef ANSINH_LAW_TEXT_H
#define ANSINH_LAW_TEXT_H

#include "law/law.h"
#include "law/form/program.h"

/* A value as a person reads it: "540.000 đ", "1,5", "có". */
void text_value(struct buf *b, const struct law_program *p, const struct node *n, enum lang lang);
void text_expression(struct buf *b, const struct law_program *p, const struct node *n);
void text_tree(struct buf *b, const struct rule_version *v, const struct tree *t);
/* "nd20_2021 6.1.a; nd20_2021 6.2" */
void text_cites(struct buf *b, const struct law_program *p, const struct cites *c);
/* "từ 01/07/2026, chỉ quyết định trước 05/10/2026" as the view has it. */
void text_period(struct buf *b, const struct view *v, const struct dating *d, enum lang lang);
void text_clause(struct buf *b, const struct law_program *p, const struct clause *c, enum lang lang);
const char *text_clause_kind(enum clause_kind k);

#endif
