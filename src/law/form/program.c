/* program: what a checked program holds, for those outside who know only law.h. */
#include "law/form/program.h"
#include "law/law.h"

int law_language(void) { return LAW_LANGUAGE; }
int law_meaning(void) { return LAW_MEANING; }
const char *law_hash(const struct law_program *p) { return p->hash; }

/* ---- texts ---- */

bool law_is_test_file(struct str name) {
  return name.n > 10 && !memcmp(name.p + name.n - 10, "_test.luat", 10);
}

bool law_is_table_file(struct str name) { return name.n > 4 && !memcmp(name.p + name.n - 4, ".csv", 4); }

int law_text_count(const struct law_program *p) {
  int n = (int)p->csv.n;
  for (size_t i = 0; i < p->file.n; i++)
    n += !law_is_test_file(p->file.at[i]->name);
  return n;
}

struct str law_short_name(struct str name) {
  size_t from = name.n, slashes = 0;
  while (from > 0 && (slashes += name.p[from - 1] == '/') < 2)
    from--;
  return (struct str) { name.p + from, name.n - from };
}

struct law_text law_text(const struct law_program *p, int i) {
  assert(i >= 0 && i < law_text_count(p));
  const struct file *found = NULL;
  for (size_t k = 0; k < p->file.n && !found; k++)
    if (!law_is_test_file(p->file.at[k]->name) && i-- == 0) found = p->file.at[k];
  if (!found) found = p->csv.at[i];
  return (struct law_text) { law_short_name(found->name), found->text };
}

/* Names and titles are closed by NUL when they are read (parse.c). */

int law_fact_count(const struct law_program *p) { return (int)p->fact.n; }

static const enum law_kind kinds[] = {
  [K_BOOL] = LAW_BOOL, [K_INT] = LAW_INTEGER, [K_MONEY] = LAW_MONEY, [K_RATE] = LAW_RATE,
  [K_DATE] = LAW_DATE, [K_MONTH] = LAW_MONTH, [K_ENUM] = LAW_ENUM
};

struct law_span law_type_span(const struct law_program *p, struct type t) {
  if (t.ranged) return (struct law_span) { t.lo, t.hi };
  switch (t.kind) {
  case K_BOOL: return (struct law_span) { 0, 1 };
  case K_ENUM: return (struct law_span) { 0, p->enumeration.at[t.enumeration].n - 1 };
  case K_DATE: return (struct law_span) { DATE_MIN, DATE_MAX };
  case K_MONTH: return (struct law_span) { month_of(DATE_MIN), month_of(DATE_MAX) };
  case K_MONEY: return (struct law_span) { 0, LAW_WHOLE_MAX };
  default: return (struct law_span) { -LAW_WHOLE_MAX, LAW_WHOLE_MAX };
  }
}

struct law_fact_info law_fact_info(const struct law_program *p, int i) {
  const struct fact *f = &p->fact.at[i];
  struct law_span span = law_type_span(p, f->type);
  return (struct law_fact_info) { .name = f->full.p,
                                  .entity = (enum law_entity)f->on,
                                  .kind = kinds[f->type.kind],
                                  .enumeration = f->type.kind == K_ENUM
                                                     ? p->enumeration.at[f->type.enumeration].id.p
                                                     : NULL,
                                  .vi = f->title.vi.p,
                                  .en = f->title.en.p,
                                  .secret = f->secret,
                                  .declared_secret = f->secret && !f->only_kept_secret,
                                  .deceased = f->deceased,
                                  .required = f->absence == ABSENT_REQUIRED,
                                  .has_absent = f->absence == ABSENT_VALUE,
                                  .absent = f->absent,
                                  .lo = span.lo,
                                  .hi = span.hi };
}

int law_fact_find(const struct law_program *p, struct str full_name) {
  struct str name = law_renamed(p, LAW_NAMED_FACT, full_name);
  for (size_t i = 0; i < p->fact.n; i++)
    if (str_eq(p->fact.at[i].full, name)) return (int)i;
  return -1;
}

static const struct rename *renamed(const struct law_program *p, enum law_named kind, struct str name) {
  for (size_t i = 0; i < p->rename.n; i++)
    if (p->rename.at[i].kind == kind && str_eq(p->rename.at[i].was, name)) return &p->rename.at[i];
  return NULL;
}

/* 'old_enum.value', 'old_record.item': what it is part of may be what was renamed. */
static struct str part_renamed(const struct law_program *p, enum law_named of_kind, struct str name) {
  size_t dot = name.n;
  while (dot && name.p[dot - 1] != '.')
    dot--;
  if (!dot) return name;
  struct str of = { name.p, dot - 1 }, now = law_renamed(p, of_kind, of);
  if (str_eq(of, now)) return name;
  return str_of(arena_print(p->a, "%.*s.%.*s", (int)now.n, now.p, (int)(name.n - dot), name.p + dot));
}

struct str law_renamed(const struct law_program *p, enum law_named kind, struct str name) {
  if (!p->rename.n) return name;
  for (size_t steps = 0; steps <= 2 * p->rename.n; steps++) { /* the check has refused circles */
    const struct rename *r = renamed(p, kind, name);
    struct str next = r                         ? r->now
                      : kind == LAW_NAMED_VALUE ? part_renamed(p, LAW_NAMED_ENUM, name)
                      : kind == LAW_NAMED_ITEM  ? part_renamed(p, LAW_NAMED_RECORD, name)
                                                : name;
    if (str_eq(next, name)) break;
    name = next;
  }
  return name;
}

int law_rename_count(const struct law_program *p) { return (int)p->rename.n; }

struct law_rename law_rename(const struct law_program *p, int i) {
  const struct rename *r = &p->rename.at[i];
  return (struct law_rename) { r->kind, r->was, r->now, r->from, r->why.vi, r->why.en };
}

int law_enum_count(const struct law_program *p, int fact) {
  const struct type *t = &p->fact.at[fact].type;
  return t->kind == K_ENUM ? p->enumeration.at[t->enumeration].n : 0;
}

const char *law_enum_value(const struct law_program *p, int fact, int value, const char **ret_vi,
                           const char **ret_en) {
  const struct enumeration *e = &p->enumeration.at[p->fact.at[fact].type.enumeration];
  assert(value >= 0 && value < e->n);
  if (ret_vi) *ret_vi = e->at[value].title.vi.p;
  if (ret_en) *ret_en = e->at[value].title.en.p;
  return e->at[value].id.p;
}

int law_link_count(const struct law_program *p) { return (int)p->link.n; }
const char *law_link_name(const struct law_program *p, int i) { return p->link.at[i].id.p; }
/* Of two links that name each other as inverse, the one declared first holds the rows. */
int law_link_inverse(const struct law_program *p, int i) {
  int v = p->link.at[i].inverse_of;
  return v >= 0 && v < i ? v : -1;
}
int law_record_count(const struct law_program *p) { return (int)p->record.n; }
const char *law_record_name(const struct law_program *p, int i) { return p->record.at[i].id.p; }
int law_record_field_count(const struct law_program *p, int i) { return p->record.at[i].n; }
const char *law_record_field(const struct law_program *p, int i, int field) {
  return p->record.at[i].field[field].id.p;
}
enum law_entity law_record_entity(const struct law_program *p, int i) {
  return (enum law_entity)p->record.at[i].on;
}

struct law_fact_info law_item_info(const struct law_program *p, int i, int field) {
  const struct type *t = &p->record.at[i].field[field].type;
  struct law_span span = law_type_span(p, *t);
  return (struct law_fact_info) { .lo = span.lo,
                                  .hi = span.hi,
                                  .name = p->record.at[i].field[field].id.p,
                                  .entity = LAW_RECORD,
                                  .kind = kinds[t->kind],
                                  .enumeration = t->kind == K_ENUM ? p->enumeration.at[t->enumeration].id.p
                                                                   : NULL };
}

int law_item_value_count(const struct law_program *p, int i, int field) {
  const struct type *t = &p->record.at[i].field[field].type;
  return t->kind == K_ENUM ? p->enumeration.at[t->enumeration].n : 0;
}

const char *law_item_value(const struct law_program *p, int i, int field, int value) {
  const struct enumeration *e = &p->enumeration.at[p->record.at[i].field[field].type.enumeration];
  assert(value >= 0 && value < e->n);
  return e->at[value].id.p;
}
int law_benefit_count(const struct law_program *p) { return (int)p->benefit.n; }
const char *law_benefit_name(const struct law_program *p, int i) { return p->benefit.at[i].id.p; }
const char *law_benefit_title(const struct law_program *p, int i, enum lang lang) {
  return (lang == VI ? p->benefit.at[i].title.vi : p->benefit.at[i].title.en).p;
}
int law_benefit_find(const struct law_program *p, struct str name) {
  return law_find_benefit(p, law_renamed(p, LAW_NAMED_BENEFIT, name));
}
enum law_entity law_benefit_entity(const struct law_program *p, int i) {
  return (enum law_entity)p->benefit.at[i].on;
}
int law_interpretation_count(const struct law_program *p) { return (int)p->interpretation.n; }
const char *law_interpretation_name(const struct law_program *p, int i) {
  return p->interpretation.at[i].id.p;
}

date law_document_in_force(const struct law_program *p, struct str id) {
  int d = law_find_document(p, law_renamed(p, LAW_NAMED_DOCUMENT, id));
  return d < 0 ? DATE_MIN : p->document.at[d].in_force;
}

int law_document_number(const struct law_program *p, struct str id) {
  return law_find_document(p, law_renamed(p, LAW_NAMED_DOCUMENT, id)) + 1;
}

date law_since(const struct law_program *p, date day) {
  date since = DATE_MIN;
  for (size_t d = 0; d < p->document.n; d++) {
    date in_force = p->document.at[d].in_force;
    if (in_force <= day && in_force > since) since = in_force;
  }
  return since;
}

bool law_unraised(const struct law_program *p, date after, date to, struct law_without *without) {
  date last = DATE_MIN;
  for (size_t d = 0; d < p->document.n; d++) {
    const struct document *x = &p->document.at[d];
    bool there = (int)d + 1 != without->document && (!without->raised || x->in_force < without->raised);
    bool came = x->raises_only && x->in_force > after && x->in_force <= to;
    if (there && came && x->in_force > last) last = x->in_force;
  }
  if (last == DATE_MIN) return false;
  without->raised = last;
  return true;
}

bool law_benefit_once(const struct law_program *p, int i) { return p->benefit.at[i].once; }
bool law_benefit_deceased(const struct law_program *p, int i) { return p->benefit.at[i].deceased; }
int law_interpretation_choices(const struct law_program *p, int i) { return p->interpretation.at[i].n; }
int law_interpretation_default(const struct law_program *p, int i) {
  return p->interpretation.at[i].standard;
}
const char *law_interpretation_title(const struct law_program *p, int i, enum lang lang) {
  return (lang == VI ? p->interpretation.at[i].title.vi : p->interpretation.at[i].title.en).p;
}
const char *law_interpretation_choice(const struct law_program *p, int i, int c, enum lang lang) {
  return (lang == VI ? p->interpretation.at[i].choice[c].title.vi
                     : p->interpretation.at[i].choice[c].title.en)
      .p;
}

/* Days on which provisions of a document begin. */
struct reaching {
  int document;
  date first, last;
};

static void reach(const struct dating *d, struct reaching *r) {
  if (d->document != r->document || !d->has_from) return;
  if (d->from < r->first) r->first = d->from;
  if (d->from > r->last) r->last = d->from;
}

static struct reaching reaching(const struct law_program *p, struct str id) {
  struct reaching r = { law_find_document(p, law_renamed(p, LAW_NAMED_DOCUMENT, id)), DATE_MIN, DATE_MIN };
  if (r.document < 0) return r;
  r.first = r.last = p->document.at[r.document].in_force;
  for (size_t i = 0; i < p->param.n; i++)
    for (int k = 0; k < p->param.at[i].n; k++)
      reach(&p->param.at[i].at[k].d, &r);
  for (size_t i = 0; i < p->table.n; i++)
    for (int k = 0; k < p->table.at[i].n; k++)
      reach(&p->table.at[i].at[k].d, &r);
  for (size_t i = 0; i < p->rule.n; i++)
    for (int k = 0; k < p->rule.at[i].n; k++) {
      reach(&p->rule.at[i].at[k].d, &r);
      for (int c = 0; c < p->rule.at[i].at[k].n; c++)
        reach(&p->rule.at[i].at[k].at[c].d, &r);
    }
  for (size_t i = 0; i < p->benefit.n; i++)
    for (int k = 0; k < p->benefit.at[i].n; k++)
      reach(&p->benefit.at[i].at[k].d, &r);
  return r;
}

date law_document_reaches(const struct law_program *p, struct str id) { return reaching(p, id).first; }
date law_document_complete(const struct law_program *p, struct str id) { return reaching(p, id).last; }

bool law_moved(const struct law_program *p, date before, date after, date until) {
  for (size_t d = 0; d < p->document.n; d++) {
    date in_force = p->document.at[d].in_force;
    bool came = in_force > before && in_force <= after;
    if (came && reaching(p, p->document.at[d].id).first <= until) return true;
  }
  return false;
}

static int by_id(const void *x, const void *y) {
  const struct str *a = *(const struct str *const *)x, *b = *(const struct str *const *)y;
  int c = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);
  if (!c) c = (a->n > b->n) - (a->n < b->n);
  return c ? c : (a > b) - (a < b);
}

int law_case_ids(struct arena *a, const struct law_program *p, const struct str **ret_ids) {
  VEC(const struct str *) all = { 0 };
  for (size_t i = 0; i < p->rule.n; i++)
    for (int k = 0; k < p->rule.at[i].n_case_ids; k++)
      *VEC_PUSH(a, &all) = &p->rule.at[i].case_ids[k].id;
  struct str *ids = NEW_ARRAY(a, struct str, all.n + 1);
  int n = 0;
  if (all.n > 1) qsort(all.at, all.n, sizeof *all.at, by_id);
  for (size_t i = 0; i < all.n; i++)
    if (!i || !str_eq(*all.at[i], *all.at[i - 1])) ids[n++] = *all.at[i];
  *ret_ids = ids;
  return n;
}
