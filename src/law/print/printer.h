/* printer: the law as text, the only place where it is made: values, expressions (in the language's own form
 * and in the words of people), citations, periods and clauses. It reads the checked program and changes
 * nothing; every function appends to a buffer and writes nothing else. Texts of the language itself are the
 * same in both languages; all other texts come from print_words.def. */
#ifndef ANSINH_LAW_PRINTER_H
#define ANSINH_LAW_PRINTER_H

#include "law/law.h"
#include "law/form/program.h"
#include "law/form/value.h"

/* Bytes of one expression in words; what is longer ends in a visible "…". */
enum { PRINT_TEXT_MAX = 16384 };

/* ---- values ---- */

/* "540.000 đ", "540,000 đồng". */
void print_money(struct buf *b, money v, enum lang lang);
/* "05/10/2026", "2026-10-05"; the end of time is "không bao giờ", "never". */
void print_day(struct buf *b, date d, enum lang lang);
/* One exact number of a type: "540.000 đ", "1,5", "10/2026"; a rate has always a decimal. `r` must be
 * bounded. */
void print_number(struct buf *b, struct ratio r, enum kind kind, enum lang lang);
/* The title of value `v` of an enumeration or of an interpretation's choices. */
void print_choice(struct buf *b, const struct law_program *p, struct type t, int64_t v, enum lang lang);
/* What is still possible for a value: one value, "a – b", "chưa rõ", or "—" where there is none. */
void print_val(struct buf *b, const struct law_program *p, const struct val *v, struct type t,
               enum lang lang);
/* A node that is a constant, as a value. */
void print_constant(struct buf *b, const struct law_program *p, const struct node *n, enum lang lang);

/* ---- expressions ---- */

/* The language's own form (doc/law-language.md): read again, it gives the same tree. Brackets stand only
 * where the tree needs them. */
void print_source(struct buf *b, const struct law_program *p, const struct node *n);
/* "highest of (k1, k2) except k3". */
void print_source_tree(struct buf *b, const struct rule_version *v, const struct tree *t);
/* In words, "(Thuộc hộ nghèo hoặc Khuyết tật) và Tuổi ≥ 60", with brackets where the tree needs them. A node
 * N_NAME shows its name as it stands (a formula's part that is no single value). */
void print_expression(struct buf *b, const struct law_program *p, const struct node *n, enum lang lang);
/* Is it A <= x and x < B (or <= B) with both bounds constant? Then it is said as one condition on x. */
bool print_is_between(const struct node *n);

/* ---- citations ---- */

/* "điểm a khoản 1 Điều 6 Nghị định 20/2021/NĐ-CP", "point a, clause 1, Article 6 of Decree 20/2021/NĐ-CP";
 * several are parted by "; " and those of one document one after the other name it once. Ids that are not
 * numbers are named parts: toàn_văn, pl, pl3, mau01; any other is shown as a part of that name. */
void print_cites(struct buf *b, const struct law_program *p, const struct cites *c, enum lang lang);
/* "nd20_2021 6.1.a; nd20_2021 6.2" */
void print_cite_ids(struct buf *b, const struct law_program *p, const struct cites *c);
/* A document by its declared title up to its number: "Nghị định 20/2021/NĐ-CP", "Decree 20/2021/NĐ-CP". */
void print_document(struct buf *b, const struct document *d, enum lang lang);

/* ---- provisions ---- */

/* "từ 01/07/2026 đến trước 05/10/2026": [from, until), with the days that are no bound left out. */
void print_period(struct buf *b, date from, date until, enum lang lang);
/* What a clause says, without its kind: the expression in the language's own form, the procedure, or the
 * month. */
void print_clause(struct buf *b, const struct law_program *p, const struct clause *c, enum lang lang);
/* A clause's word in the language, "amount", and its name for people, "mức hưởng". */
const char *print_clause_id(enum clause_kind k);
const char *print_clause_kind(enum clause_kind k, enum lang lang);

#endif
