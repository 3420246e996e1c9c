#include "law/form/program.h"
#include "questions/q.h"

/* The lists of provisions are read from the checked program itself: a page of the law shows what the program
 * holds. */

#define SAY(vi, en) (lang == EN ? S(en) : S(vi))

static struct str said(const struct title *t, enum lang lang) { return lang == EN ? t->en : t->vi; }

/* ---- citations and values ---- */

/* A document's number, "335/2026/NĐ-CP": the first word of its title with a stroke. */
static struct str short_title(const struct document *d) {
  struct str t = d->title.vi;
  for (size_t at = 0; at < t.n;) {
    size_t end = at;
    bool stroke = false;
    for (; end < t.n && t.p[end] != ' '; end++)
      stroke = stroke || t.p[end] == '/';
    if (stroke) return (struct str) { t.p + at, end - at };
    at = end + 1;
  }
  return t;
}

static struct str cited(const struct law_program *p, struct arena *a, enum lang lang, const struct cites *c) {
  struct buf b = buf_new(a, 4096);
  for (int i = 0; i < c->n; i++) {
    if (c->at[i].document < 0) continue;
    struct str title = short_title(&p->document.at[c->at[i].document]);
    buf_print(&b, lang == EN ? "%s%.*s, Article %.*s" : "%s%.*s, Điều %.*s", b.n ? "; " : "", (int)title.n,
              title.p, (int)c->at[i].article.n, c->at[i].article.p);
  }
  return buf_view(&b);
}

static struct str literal(const struct law_program *p, struct arena *a, enum lang lang,
                          const struct node *n) {
  char z[48];
  if (!n) return S("");
  if (n->op != N_CONST) return SAY("theo công thức", "by formula");
  switch (n->type.kind) {
  case K_BOOL: return n->i ? SAY("có", "yes") : SAY("không", "no");
  case K_MONEY:
    return str_of(arena_print(a,
                              "%s\xC2\xA0"
                              "đ",
                              money_vn(n->r.num, z)));
  case K_DATE: return str_of(arena_print(a, "%s", date_vn((date)n->r.num, z)));
  case K_MONTH: return str_of(arena_print(a, "%s", month_vn((month)n->r.num, z)));
  case K_ENUM:
    if (n->type.enumeration < (int)p->enumeration.n)
      return said(&p->enumeration.at[n->type.enumeration].at[n->i].title, lang);
    return S("");
  default: return str_of(arena_print(a, "%s", ratio_text(n->r, ',', z)));
  }
}

static struct str day_text(struct arena *a, date d) {
  char z[11];
  return d <= DATE_MIN || d >= DATE_MAX ? S("") : str_of(arena_print(a, "%s", date_vn(d, z)));
}

static struct str case_count(struct arena *a, enum lang lang, int n) {
  return str_of(arena_print(a, lang == EN ? "%d cases" : "%d trường hợp", n));
}

static struct str row_count(struct arena *a, enum lang lang, const struct table_version *v) {
  return v->is_empty ? v->empty : str_of(arena_print(a, lang == EN ? "%d rows" : "%d dòng", v->n_row));
}

/* ---- one provision as the page shows it ---- */

struct looker {
  struct law_program *p;
  struct view *v;
  struct arena *a;
  enum lang lang;
  date day;
};

static void add_version(struct looker *l, struct web_provision_page *g, const struct dating *d,
                        struct str value, const struct cites *c, bool unverified, struct str why, bool now) {
  bool guarded = d->guarded;
  char z[11];
  g->versions[g->version_count++] = (struct web_version) {
    day_text(l->a, l->v->from[d->id]),
    day_text(l->a, l->v->until[d->id]),
    value,
    cited(l->p, l->a, l->lang, c),
    now,
    unverified,
    unverified ? why
    : guarded  ? str_of(arena_print(l->a,
                                   l->lang == EN ? "only for those granted before %s"
                                                  : "chỉ cho người được quyết định trước %s",
                                    date_vn(d->granted_before, z)))
               : S("")
  };
  if (now) {
    g->about.value = value;
    g->about.since = day_text(l->a, l->v->from[d->id]);
    g->about.citation = cited(l->p, l->a, l->lang, c);
    g->about.unverified = unverified;
  }
}

static void param_page(struct looker *l, const struct param *x, struct web_provision_page *g) {
  enum lang lang = l->lang;
  const struct param_version *now = view_param(l->v, x, l->day, DATE_MAX);
  g->about = (struct web_provision) { .name = x->id,
                                      .kind = SAY("tham số", "parameter"),
                                      .title = said(&x->title, lang) };
  g->versions = NEW_ARRAY(l->a, struct web_version, x->n + 1);
  for (int i = x->n; i-- > 0;) {
    const struct param_version *v = &x->at[i];
    add_version(l, g, &v->d, v->is_unknown ? v->unknown : literal(l->p, l->a, lang, v->value), &v->cites,
                v->status.unverified, v->status.why, v == now);
  }
}

static void table_page(struct looker *l, const struct table *x, struct web_provision_page *g) {
  enum lang lang = l->lang;
  const struct table_version *now = view_table(l->v, x, l->day);
  g->about =
      (struct web_provision) { .name = x->id, .kind = SAY("bảng", "table"), .title = said(&x->title, lang) };
  g->versions = NEW_ARRAY(l->a, struct web_version, x->n + 1);
  for (int i = x->n; i-- > 0;)
    add_version(l, g, &x->at[i].d, row_count(l->a, lang, &x->at[i]), &x->at[i].cites,
                x->at[i].status.unverified, x->at[i].status.why, &x->at[i] == now);
}

static void rule_page(struct looker *l, const struct rule *x, struct web_provision_page *g) {
  enum lang lang = l->lang;
  const struct rule_version *now = view_rule(l->v, x, l->day, DATE_MAX);
  g->about = (struct web_provision) { .name = x->full,
                                      .kind = SAY("quy tắc", "rule"),
                                      .title = said(&x->title, lang) };
  g->versions = NEW_ARRAY(l->a, struct web_version, x->n + 1);
  for (int i = x->n; i-- > 0;) {
    const struct rule_version *v = &x->at[i];
    add_version(l, g, &v->d, v->n ? case_count(l->a, lang, v->n) : SAY("theo công thức", "by formula"),
                &v->cites, v->status.unverified, v->status.why, v == now);
  }
}

static struct str clause_text(struct looker *l, const struct clause *c) {
  static const char *const vi[] = { "mức",  "điều kiện", "bắt đầu",       "thay đổi",
                                    "dừng", "thủ tục",   "khi có đề nghị" };
  static const char *const en[] = { "amount", "condition", "starts",    "changes",
                                    "stops",  "procedure", "on request" };
  static const char *const word_vi[] = {
    "", "tháng ký quyết định", "tháng đủ điều kiện", "tháng sau quyết định", "ngay tháng đó", "tháng sau"
  };
  static const char *const word_en[] = {
    "", "month of decision", "month of conditions", "month after decision", "same month", "month after"
  };
  const char *word = l->lang == EN ? word_en[c->word] : word_vi[c->word];
  if (c->kind == CLAUSE_APPLY)
    word = arena_print(l->a, l->lang == EN ? "form %.*s, %d %s" : "mẫu %.*s, %d %s", (int)c->form.n,
                       c->form.p, c->within,
                       c->working_days ? (l->lang == EN ? "working days" : "ngày làm việc")
                                       : (l->lang == EN ? "days" : "ngày"));
  return str_of(
      arena_print(l->a, "%s%s%s", l->lang == EN ? en[c->kind] : vi[c->kind], *word ? ": " : "", word));
}

static void benefit_page(struct looker *l, const struct benefit *x, struct web_provision_page *g) {
  enum lang lang = l->lang;
  g->about = (struct web_provision) { .name = x->id,
                                      .kind = SAY("chế độ", "benefit"),
                                      .title = said(&x->title, lang) };
  g->versions = NEW_ARRAY(l->a, struct web_version, x->n + 1);
  for (int i = 0; i < x->n; i++) {
    const struct clause *c = &x->at[i];
    add_version(l, g, &c->d, clause_text(l, c), &c->cites, c->status.unverified, c->status.why,
                view_governs(l->v, &c->d, l->day));
  }
  const struct clause *amount = view_clause(l->v, x, CLAUSE_AMOUNT, l->day);
  g->about.value = amount ? SAY("có hiệu lực", "in force") : SAY("không có hiệu lực", "not in force");
  g->about.citation = amount ? cited(l->p, l->a, lang, &amount->cites) : S("");
  g->about.since = amount ? day_text(l->a, l->v->from[amount->d.id]) : S("");
}

static void choice_page(struct looker *l, const struct interpretation *x, struct web_provision_page *g) {
  enum lang lang = l->lang;
  g->about = (struct web_provision) { .name = x->id,
                                      .kind = SAY("cách hiểu", "interpretation"),
                                      .title = said(&x->title, lang),
                                      .value = said(&x->choice[x->standard].title, lang),
                                      .citation = cited(l->p, l->a, lang, &x->cites) };
  g->versions = NEW_ARRAY(l->a, struct web_version, x->n + 1);
  for (int i = 0; i < x->n; i++)
    g->versions[g->version_count++] = (struct web_version) { .value = said(&x->choice[i].title, lang),
                                                             .current = i == x->standard,
                                                             .citation = g->about.citation,
                                                             .note = said(&x->question, lang) };
}

static void group_page(struct looker *l, const struct concurrency *x, struct web_provision_page *g) {
  enum lang lang = l->lang;
  struct buf b = buf_new(l->a, 4096);
  buf_print(&b, lang == EN ? "at most %d of: " : "tối đa %d trong: ", x->most);
  for (int i = 0; i < x->n; i++) {
    struct str title = said(&l->p->benefit.at[x->benefit[i]].title, lang);
    buf_print(&b, "%s%.*s", i ? "; " : "", (int)title.n, title.p);
  }
  g->about = (struct web_provision) { .name = x->id,
                                      .kind = SAY("quan hệ giữa các chế độ", "concurrency"),
                                      .title = said(&x->title, lang) };
  g->versions = NEW_ARRAY(l->a, struct web_version, 2);
  add_version(l, g, &x->d, buf_view(&b), &x->cites, false, S(""), view_governs(l->v, &x->d, l->day));
}

/* Every provision in turn; false when `at` is past the last. `ret_place` is where it stands in the pack. */
static bool nth(struct looker *l, size_t at, struct web_provision_page *g, struct place *ret_place) {
  struct law_program *p = l->p;
  *g = (struct web_provision_page) { 0 };
  if (at < p->benefit.n) {
    benefit_page(l, &p->benefit.at[at], g);
    *ret_place = p->benefit.at[at].place;
    return true;
  }
  if ((at -= p->benefit.n) < p->param.n) {
    param_page(l, &p->param.at[at], g);
    *ret_place = p->param.at[at].place;
    return true;
  }
  if ((at -= p->param.n) < p->rule.n) {
    rule_page(l, &p->rule.at[at], g);
    *ret_place = p->rule.at[at].place;
    return true;
  }
  if ((at -= p->rule.n) < p->table.n) {
    table_page(l, &p->table.at[at], g);
    *ret_place = p->table.at[at].place;
    return true;
  }
  if ((at -= p->table.n) < p->concurrency.n) {
    group_page(l, &p->concurrency.at[at], g);
    *ret_place = p->concurrency.at[at].at;
    return true;
  }
  if ((at -= p->concurrency.n) < p->interpretation.n) {
    choice_page(l, &p->interpretation.at[at], g);
    *ret_place = p->interpretation.at[at].at;
    return true;
  }
  return false;
}

/* ---- the pages ---- */

static struct looker look(struct session *s, struct arena *a, enum lang lang, date day) {
  return (struct looker) { s->live->law, view_new(a, s->live->law, day), a, lang, day };
}

static int newest(const void *a, const void *b) {
  const struct web_document *x = a, *y = b;
  return (x->in_force < y->in_force) - (x->in_force > y->in_force);
}

static struct str document_note(struct looker *l, const struct document *d) {
  enum lang lang = l->lang;
  struct buf b = buf_new(l->a, 4096);
  for (int i = 0; i < d->n_repeals; i++)
    if (d->repeals_ref && d->repeals_ref[i] >= 0) {
      struct str t = short_title(&l->p->document.at[d->repeals_ref[i]]);
      struct str word = b.n ? S(", ") : SAY("thay ", "replaces ");
      buf_print(&b, "%.*s%.*s", (int)word.n, word.p, (int)t.n, t.p);
    }
  return buf_view(&b);
}

static void documents(struct looker *l, date after, date until, struct web_document **ret_list,
                      int *ret_count) {
  struct web_document *list = NEW_ARRAY(l->a, struct web_document, l->p->document.n + 1);
  int n = 0;
  for (size_t i = 0; i < l->p->document.n; i++) {
    const struct document *d = &l->p->document.at[i];
    if (d->in_force > after && d->in_force <= until)
      list[n++] = (struct web_document) { d->id, said(&d->title, l->lang), document_note(l, d), d->issued,
                                          d->in_force };
  }
  if (n) qsort(list, (size_t)n, sizeof *list, newest);
  *ret_list = list;
  *ret_count = n;
}

enum err live_law(void *session, struct arena *a, enum lang lang, struct web_when when,
                  struct web_law *ret_l) {
  struct looker l = look(session, a, lang, when.known);
  struct web_law out = { .hash = str_of(law_hash(l.p)) };
  struct web_provision_page g;
  struct place place;
  size_t all = l.p->benefit.n + l.p->param.n + l.p->rule.n + l.p->table.n + l.p->concurrency.n +
               l.p->interpretation.n;
  documents(&l, DATE_MIN, when.known, &out.documents, &out.document_count);
  out.provisions = NEW_ARRAY(a, struct web_provision, all + 1);
  for (size_t i = 0; nth(&l, i, &g, &place); i++)
    out.provisions[out.provision_count++] = g.about;
  *ret_l = out;
  return OK;
}

/* The declaration as written: its first line and the indented ones after it. */
static struct str declaration(struct arena *a, struct place at) {
  if (!at.file || at.line < 1) return S("");
  struct str t = at.file->text;
  size_t from = 0;
  for (int line = 1; line < at.line && from < t.n; from++)
    line += t.p[from] == '\n';
  size_t to = from;
  while (to < t.n) {
    const char *end = memchr(t.p + to, '\n', t.n - to);
    to = end ? (size_t)(end - t.p) + 1 : t.n;
    if (to < t.n && t.p[to] != ' ' && t.p[to] != '\n') break;
  }
  return str_trim((struct str) { arena_text(a, t.p + from, to - from), to - from });
}

static bool same_name(struct str full, struct str asked) {
  if (str_eq(full, asked)) return true;
  for (size_t i = 0; i < full.n; i++)
    if (full.p[i] == '.' && str_eq((struct str) { full.p + i + 1, full.n - i - 1 }, asked)) return true;
  return false;
}

/* The provisions whose text names this one, as a whole word. */
static bool names(struct str text, struct str name) {
  for (size_t i = 0; i + name.n <= text.n; i++) {
    if (memcmp(text.p + i, name.p, name.n) != 0) continue;
    char before = i ? text.p[i - 1] : ' ', after = i + name.n < text.n ? text.p[i + name.n] : ' ';
    bool word = !((before | 0x20) >= 'a' && (before | 0x20) <= 'z') && before != '_' &&
                !((after | 0x20) >= 'a' && (after | 0x20) <= 'z') && after != '_' &&
                !(after >= '0' && after <= '9');
    if (word) return true;
  }
  return false;
}

enum { USED_MAX = 40 };

/* What follows a name's last dot: "person.assistance" is written "assistance" inside rules of a person. */
static struct str last_part(struct str name) {
  for (size_t i = name.n; i-- > 0;)
    if (name.p[i] == '.') return (struct str) { name.p + i + 1, name.n - i - 1 };
  return name;
}

/* Which provision names which: read once from the texts, since the program does not change while it is
 * served. */
struct live_uses {
  struct arena *a;
  int n;
  struct str *name;
  bool *uses; /* [i * n + j]: i names j */
  bool *benefit;
};

void live_uses_make(struct live *l) {
  struct live_uses *u = NEW(l->a, struct live_uses);
  struct arena *scratch = arena_new("texts of provisions", LIVE_SHARED_BYTES_MAX);
  if (!scratch) return;
  struct looker k = { l->law, view_new(scratch, l->law, DATE_MAX), scratch, VI, DATE_MAX };
  int max = (int)(l->law->benefit.n + l->law->param.n + l->law->rule.n + l->law->table.n +
                  l->law->concurrency.n + l->law->interpretation.n);
  struct str *text = NEW_ARRAY(scratch, struct str, max + 1);
  struct web_provision_page g;
  struct place place;
  u->name = NEW_ARRAY(l->a, struct str, max + 1);
  u->uses = NEW_ARRAY(l->a, bool, (size_t)max *(size_t)max + 1);
  u->benefit = NEW_ARRAY(l->a, bool, max + 1);
  for (; nth(&k, (size_t)u->n, &g, &place); u->n++) {
    u->name[u->n] = (struct str) { arena_text(l->a, g.about.name.p, g.about.name.n), g.about.name.n };
    u->benefit[u->n] = law_benefit_find(l->law, g.about.name) >= 0;
    text[u->n] = declaration(scratch, place);
  }
  for (int i = 0; i < u->n; i++)
    for (int j = 0; j < u->n; j++)
      u->uses[i * u->n + j] = i != j && names(text[i], last_part(u->name[j]));
  arena_free(scratch);
  l->uses = u;
}

static int number_of(const struct live_uses *u, struct str name) {
  for (int i = 0; i < u->n; i++)
    if (str_eq(u->name[i], name)) return i;
  for (int i = 0; i < u->n; i++)
    if (str_eq(last_part(u->name[i]), last_part(name))) return i;
  return -1;
}

static void used_by(struct session *s, struct arena *a, struct str name, struct web_provision_page *page) {
  const struct live_uses *u = s->live->uses;
  int me = u ? number_of(u, name) : -1;
  page->used_by = NEW_ARRAY(a, struct str, USED_MAX);
  for (int i = 0; me >= 0 && i < u->n && page->used_count < USED_MAX; i++)
    if (u->uses[i * u->n + me]) page->used_by[page->used_count++] = u->name[i];
}

enum err live_provision(void *session, struct arena *a, enum lang lang, struct web_when when, struct str name,
                        struct web_provision_page *ret_p) {
  struct looker l = look(session, a, lang, when.known);
  struct web_provision_page g;
  struct place place;
  for (int exact = 1; exact >= 0; exact--)
    for (size_t i = 0; nth(&l, i, &g, &place); i++)
      if (exact ? str_eq(g.about.name, name) : same_name(g.about.name, name)) {
        g.source = declaration(a, place);
        if (place.file)
          g.place = str_of(
              arena_print(a, "%.*s:%d", (int)place.file->name.n, place.file->name.p, place.line));
        used_by(session, a, g.about.name, &g);
        *ret_p = g;
        return OK;
      }
  return NOT_FOUND;
}

/* ---- what changed ---- */

/* The two newest determinations, added up by benefit and deciding cases (one row a person and benefit). */
struct tally {
  int64_t determination, benefit, people;
  struct str cases;
};
struct tallies {
  VEC(struct tally) rows;
  int64_t newest;
};

static enum err count_all(struct session *s, struct arena *a, struct tallies *t) {
  struct stmt *q;
  enum err err = db_query(
      s->db,
      "SELECT determination, benefit, eligible_cases, count(*) FROM determination_result WHERE "
      "eligible_status = 1 AND "
      "determination IN (SELECT id FROM determination ORDER BY for_month DESC, id DESC LIMIT 2) "
      "GROUP BY determination, benefit, eligible_cases",
      &q);
  if (err != OK) return err;
  while ((err = db_step(q)) == OK) {
    struct str cases = col_text(q, 2);
    struct tally *x = VEC_PUSH(a, &t->rows);
    *x = (struct tally) { col_int(q, 0), col_int(q, 1), col_int(q, 3),
                          str_of(arena_print(a, "+%.*s+", (int)cases.n, cases.p)) };
  }
  if (err != NOT_FOUND) return err;
  err = db_int(s->db, "SELECT id FROM determination ORDER BY for_month DESC, id DESC LIMIT 1", 0, NULL,
               &t->newest);
  return err == NOT_FOUND ? OK : err;
}

/* People for whom this case decided: a case that ended still counts where it was. */
static int64_t decided_by(struct arena *a, const struct tallies *t, struct str kase) {
  const char *looked_for = arena_print(a, "+%.*s+", (int)kase.n, kase.p);
  int64_t newest = 0, before = 0;
  for (size_t i = 0; i < t->rows.n; i++)
    if (strstr(t->rows.at[i].cases.p, looked_for))
      *(t->rows.at[i].determination == t->newest ? &newest : &before) += t->rows.at[i].people;
  return newest > before ? newest : before;
}

/* How many people are entitled to a benefit that rests on this provision, in the newest determination; -1 for
 * what the texts do not name. */
static int64_t touched(struct session *s, struct arena *a, struct str name, const struct tallies *t) {
  const struct live_uses *u = s->live->uses;
  int first = u ? number_of(u, name) : -1, count = 0;
  if (first < 0) return -1;
  bool *reached = NEW_ARRAY(a, bool, u->n);
  int *queue = NEW_ARRAY(a, int, u->n + 1);
  queue[count++] = first;
  reached[first] = true;
  int64_t sum = 0;
  for (int at = 0; at < count; at++) {
    int j = queue[at];
    int64_t benefit = u->benefit[j] ? reg_symbol(s->symbols, u->name[j]) : 0;
    for (size_t i = 0; benefit && i < t->rows.n; i++)
      if (t->rows.at[i].benefit == benefit && t->rows.at[i].determination == t->newest)
        sum += t->rows.at[i].people;
    for (int i = 0; i < u->n; i++)
      if (!reached[i] && u->uses[i * u->n + j]) {
        reached[i] = true;
        queue[count++] = i;
      }
  }
  return sum;
}

/* "nd335_2026 4.2; nd335_2026 5" as people cite it. */
static struct str cited_ids(struct looker *l, struct str ids) {
  struct buf b = buf_new(l->a, 4096);
  for (size_t at = 0; at < ids.n;) {
    size_t end = at;
    while (end < ids.n && ids.p[end] != ';')
      end++;
    struct str one = str_trim((struct str) { ids.p + at, end - at });
    size_t blank = 0;
    while (blank < one.n && one.p[blank] != ' ')
      blank++;
    int d = law_find_document(l->p, (struct str) { one.p, blank });
    struct str article = str_trim((struct str) { one.p + blank, one.n - blank });
    struct str title = d >= 0 ? short_title(&l->p->document.at[d]) : (struct str) { one.p, blank };
    buf_print(&b, l->lang == EN ? "%s%.*s, Article %.*s" : "%s%.*s, Điều %.*s", b.n ? "; " : "", (int)title.n,
              title.p, (int)article.n, article.p);
    at = end + 1;
  }
  return buf_view(&b);
}

/* "335/2026/NĐ-CP bãi bỏ từ 05/10/2026", or what the tool says of its end. */
static struct str ended_by(struct looker *l, size_t document, const struct law_change *c) {
  for (size_t k = 0; k < l->p->document.n; k++) {
    const struct document *by = &l->p->document.at[k];
    for (int i = 0; i < by->n_repeals; i++)
      if (by->repeals_ref && by->repeals_ref[i] == (int)document && by->in_force <= l->day) {
        struct str title = short_title(by);
        char z[11];
        return str_of(arena_print(l->a, l->lang == EN ? "repealed by %.*s from %s" : "%.*s bãi bỏ từ %s",
                                  (int)title.n, title.p, date_vn(by->in_force, z)));
      }
  }
  return c->after[l->lang];
}

static void document_ended(struct looker *l, const struct law_change *c, struct web_diff *out) {
  for (int i = 0; i < out->document_count; i++)
    if (str_eq(out->documents[i].id, c->name)) return;
  for (size_t k = 0; k < l->p->document.n; k++)
    if (str_eq(l->p->document.at[k].id, c->name)) {
      const struct document *d = &l->p->document.at[k];
      struct web_document *more = NEW_ARRAY(l->a, struct web_document, out->document_count + 1);
      if (out->document_count) memcpy(more, out->documents, sizeof *more * (size_t)out->document_count);
      more[out->document_count++] = (struct web_document) { d->id, said(&d->title, l->lang),
                                                            ended_by(l, k, c), d->issued, d->in_force };
      out->documents = more;
      return;
    }
}

static struct str kind_title(const char *kind, enum lang lang) {
  static const struct {
    const char *id, *vi, *en;
  } kinds[] = { { "parameter", "tham số", "parameter" },
                { "table", "bảng", "table" },
                { "rule", "quy tắc", "rule" },
                { "case", "trường hợp", "case" },
                { "benefit", "chế độ", "benefit" },
                { "group", "quan hệ giữa các chế độ", "concurrency" },
                { "interpretation", "cách hiểu", "interpretation" },
                { "amount", "mức hưởng", "amount" },
                { "when", "điều kiện", "condition" },
                { "starts", "tháng bắt đầu", "first month" },
                { "changes", "tháng thay đổi", "month of change" },
                { "stops", "tháng dừng", "month it stops" },
                { "apply", "thủ tục", "procedure" },
                { "on_request", "khi có đề nghị", "on request" } };
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kind, kinds[i].id) == 0) return str_of(lang == EN ? kinds[i].en : kinds[i].vi);
  return str_of(kind);
}

enum err live_diff(void *session, struct arena *a, enum lang lang, date from, date to,
                   struct web_diff *ret_d) {
  struct session *s = session;
  struct looker l = look(s, a, lang, to);
  struct web_diff out = { 0 };
  struct law_change *list;
  int n = law_tool_diff(a, s->live->law, from, to, &list);
  documents(&l, from, to, &out.documents, &out.document_count);
  struct tallies t = { 0 };
  enum err err = count_all(s, a, &t);
  if (err != OK) return err;
  out.changes = NEW_ARRAY(a, struct web_change, n + 1);
  for (int i = 0; i < n; i++) {
    /* Documents have a table of their own; those that ended join it. */
    if (strcmp(list[i].kind, "document") == 0) {
      document_ended(&l, &list[i], &out);
      continue;
    }
    struct web_change *c = &out.changes[out.change_count++];
    *c = (struct web_change) { .name = list[i].name,
                               .title = list[i].title[lang],
                               .before = list[i].before[lang],
                               .after = list[i].after[lang],
                               .citation = list[i].cite_after.n ? list[i].cite_after : list[i].cite_before };
    c->citation = cited_ids(&l, c->citation);
    /* "person.assistance k5b", "assistance.monthly apply": the page is that of the first word. */
    struct str part = S("");
    for (size_t k = 0; k < c->name.n; k++)
      if (c->name.p[k] == ' ') {
        part = (struct str) { c->name.p + k + 1, c->name.n - k - 1 };
        c->name.n = k;
      }
    bool is_case = strcmp(list[i].kind, "case") == 0;
    c->kind = kind_title(is_case || !part.n ? list[i].kind : arena_text(a, part.p, part.n), lang);
    c->touched = !t.newest ? -1 : is_case ? decided_by(a, &t, part) : touched(s, a, c->name, &t);
    c->counted = c->touched >= 0;
  }
  *ret_d = out;
  return OK;
}
