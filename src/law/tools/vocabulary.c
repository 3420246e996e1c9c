/* vocabulary: what may be said of people, and how much a pack holds. */
#include "law/law.h"
#include "law/form/program.h"
#include "law/print/print_words.h"
#include "law/tools/tools.h"

static const char *const entities[] = { "person", "household", "area", "record" };

static const char *type_word(const struct law_program *p, struct arena *a, struct type t) {
  static const char *const words[] = { "?",    "bool", "integer", "money", "sum",
                                       "rate", "date", "month",   "enum",  "number" };
  if (t.kind == K_ENUM && t.enumeration >= 0 && t.enumeration < (int)p->enumeration.n)
    return p->enumeration.at[t.enumeration].id.p;
  if (t.kind == K_INT && t.ranged)
    return arena_print(a, "integer %lld..%lld", (long long)t.lo, (long long)t.hi);
  return words[t.kind];
}

static const char *absent_word(const struct law_program *p, struct arena *a, const struct fact *f) {
  char z[11];
  if (f->absence != ABSENT_VALUE) return NULL;
  if (f->type.kind == K_BOOL) return f->absent ? "yes" : "no";
  if (f->type.kind == K_ENUM) return p->enumeration.at[f->type.enumeration].at[f->absent].id.p;
  if (f->type.kind == K_DATE)
    return f->absent == DATE_MAX ? "never" : arena_print(a, "%s", date_iso((date)f->absent, z));
  return arena_print(a, "%lld", (long long)f->absent);
}

static struct str in(struct title t, enum lang lang) { return lang == VI ? t.vi : t.en; }

static void both(struct json *j, struct title t) {
  json_key(j, "vi");
  json_str(j, t.vi);
  json_key(j, "en");
  json_str(j, t.en);
}

static void id_and_title(struct json *j, struct str id, struct title t) {
  json_open(j);
  json_key(j, "id");
  json_str(j, id);
  both(j, t);
}

static void facts_json(struct law_program *p, struct arena *a, struct json *j) {
  json_key(j, "facts");
  json_list(j);
  for (size_t i = 0; i < p->fact.n; i++) {
    const struct fact *f = &p->fact.at[i];
    id_and_title(j, f->full, f->title);
    json_key(j, "type");
    json_z(j, type_word(p, a, f->type));
    json_key(j, "absent");
    json_z(j, absent_word(p, a, f));
    json_key(j, "required");
    json_bool(j, f->absence == ABSENT_REQUIRED);
    json_key(j, "secret");
    json_bool(j, f->secret);
    json_key(j, "deceased");
    json_bool(j, f->deceased);
    json_close(j);
  }
  json_end(j);
}

static void records_json(struct law_program *p, struct arena *a, struct json *j) {
  json_key(j, "records");
  json_list(j);
  for (size_t i = 0; i < p->record.n; i++) {
    const struct record *r = &p->record.at[i];
    id_and_title(j, r->id, r->title);
    json_key(j, "of");
    json_z(j, entities[r->on]);
    json_key(j, "fields");
    json_list(j);
    for (int k = 0; k < r->n; k++) {
      json_open(j);
      json_key(j, "id");
      json_str(j, r->field[k].id);
      json_key(j, "type");
      json_z(j, type_word(p, a, r->field[k].type));
      json_close(j);
    }
    json_end(j);
    json_close(j);
  }
  json_end(j);
}

static void lists_json(struct law_program *p, struct json *j) {
  json_key(j, "enumerations");
  json_list(j);
  for (size_t i = 0; i < p->enumeration.n; i++) {
    const struct enumeration *e = &p->enumeration.at[i];
    id_and_title(j, e->id, e->title);
    json_key(j, "values");
    json_list(j);
    for (int k = 0; k < e->n; k++) {
      id_and_title(j, e->at[k].id, e->at[k].title);
      json_close(j);
    }
    json_end(j);
    json_close(j);
  }
  json_end(j);
  json_key(j, "interpretations");
  json_list(j);
  for (size_t i = 0; i < p->interpretation.n; i++) {
    const struct interpretation *x = &p->interpretation.at[i];
    id_and_title(j, x->id, x->title);
    json_key(j, "default");
    json_str(j, x->standard_name);
    json_key(j, "choices");
    json_list(j);
    for (int k = 0; k < x->n; k++) {
      id_and_title(j, x->choice[k].id, x->choice[k].title);
      json_close(j);
    }
    json_end(j);
    json_close(j);
  }
  json_end(j);
}

static void as_json(struct law_program *p, struct arena *a, struct buf *out) {
  struct json j = json_new(out);
  json_open(&j);
  json_key(&j, "packs");
  json_z(&j, p->hash);
  facts_json(p, a, &j);
  lists_json(p, &j);
  json_key(&j, "links");
  json_list(&j);
  for (size_t i = 0; i < p->link.n; i++) {
    id_and_title(&j, p->link.at[i].id, p->link.at[i].title);
    json_key(&j, "inverse");
    json_z(&j, p->link.at[i].inverse.n ? p->link.at[i].inverse.p : NULL);
    json_key(&j, "absent_none");
    json_bool(&j, p->link.at[i].absent_none);
    json_close(&j);
  }
  json_end(&j);
  records_json(p, a, &j);
  json_key(&j, "benefits");
  json_list(&j);
  for (size_t i = 0; i < p->benefit.n; i++) {
    id_and_title(&j, p->benefit.at[i].id, p->benefit.at[i].title);
    json_key(&j, "for");
    json_z(&j, entities[p->benefit.at[i].on]);
    json_key(&j, "once");
    json_bool(&j, p->benefit.at[i].once);
    json_key(&j, "deceased");
    json_bool(&j, p->benefit.at[i].deceased);
    json_close(&j);
  }
  json_end(&j);
  json_key(&j, "rules");
  json_list(&j);
  for (size_t i = 0; i < p->rule.n; i++) {
    id_and_title(&j, p->rule.at[i].full, p->rule.at[i].title);
    json_key(&j, "type");
    json_z(&j, type_word(p, a, p->rule.at[i].type));
    json_close(&j);
  }
  json_end(&j);
  json_close(&j);
  buf_c(out, '\n');
}

static void heading(struct buf *out, enum lang lang, enum print_word word) {
  buf_print(out, "\n%s\n", print_word(word, lang));
}

static void line(struct buf *out, struct str id, const char *type, struct str title) {
  buf_print(out, "  %-34.*s %-22s ", (int)id.n, id.p, type);
  buf_str(out, title);
  buf_c(out, '\n');
}

void law_tool_vocabulary(struct law_program *p, enum lang lang, bool json, struct buf *out) {
  struct arena *a = arena_new("law vocabulary", 16 << 20);
  if (json) {
    as_json(p, a, out);
    arena_free(a);
    return;
  }
  buf_z(out, print_word(PW_v_facts, lang));
  buf_c(out, '\n');
  for (size_t i = 0; i < p->fact.n; i++) {
    const struct fact *f = &p->fact.at[i];
    buf_print(out, "  %-34.*s %-22s ", (int)f->full.n, f->full.p, type_word(p, a, f->type));
    buf_str(out, in(f->title, lang));
    if (f->absence == ABSENT_VALUE) PRINT(out, lang, PW_v_no_row, absent_word(p, a, f));
    if (f->absence == ABSENT_REQUIRED) buf_z(out, print_word(PW_v_required, lang));
    if (f->secret) buf_z(out, print_word(PW_v_secret, lang));
    buf_c(out, '\n');
  }
  heading(out, lang, PW_v_values);
  for (size_t i = 0; i < p->enumeration.n; i++) {
    const struct enumeration *e = &p->enumeration.at[i];
    for (int k = 0; k < e->n; k++)
      line(out, e->at[k].id, k ? "" : e->id.p, in(e->at[k].title, lang));
  }
  heading(out, lang, PW_v_links);
  for (size_t i = 0; i < p->link.n; i++)
    line(out, p->link.at[i].id, "", in(p->link.at[i].title, lang));
  heading(out, lang, PW_v_records);
  for (size_t i = 0; i < p->record.n; i++)
    line(out, p->record.at[i].id, entities[p->record.at[i].on], in(p->record.at[i].title, lang));
  heading(out, lang, PW_v_benefits);
  for (size_t i = 0; i < p->benefit.n; i++)
    line(out, p->benefit.at[i].id, entities[p->benefit.at[i].on], in(p->benefit.at[i].title, lang));
  heading(out, lang, PW_v_interpretations);
  for (size_t i = 0; i < p->interpretation.n; i++)
    line(out, p->interpretation.at[i].id, p->interpretation.at[i].standard_name.p,
         in(p->interpretation.at[i].title, lang));
  arena_free(a);
}

/* Packs whose rules no test watches over. */
static void without_tests(const struct law_program *p, enum lang lang, struct buf *out) {
  for (size_t i = 0; i < p->pack.n; i++) {
    bool rules = false, tests = false;
    struct str id = p->pack.at[i].id;
    for (size_t k = 0; k < p->rule.n; k++)
      rules = rules || p->rule.at[k].place.file->pack == (int)i;
    for (size_t k = 0; k < p->test.n; k++)
      tests = tests || p->test.at[k].at.file->pack == (int)i;
    if (!rules || tests) continue;
    if (!id.n)
      buf_z(out, print_word(PW_v_files_untested, lang));
    else
      PRINT(out, lang, PW_v_pack_untested, arena_text(p->a, id.p, id.n));
  }
}

int law_tool_check(struct law_program *p, enum lang lang, struct buf *out) {
  int cases = 0, expectations = 0;
  law_print_diagnostics(p, out, lang);
  for (size_t i = 0; i < p->rule.n; i++)
    for (int k = 0; k < p->rule.at[i].n; k++)
      cases += p->rule.at[i].at[k].n;
  for (size_t i = 0; i < p->test.n; i++) {
    expectations += (int)p->test.at[i].expect.n;
    for (size_t k = 0; k < p->test.at[i].vary.n; k++)
      expectations += p->test.at[i].vary.at[k].n;
  }
  int warnings = (int)p->diagnostic.n - p->errors;
  struct arena *a = p->a;
  PRINT(out, lang, PW_v_counts, arena_print(a, "%zu", p->file.n), arena_print(a, "%zu", p->document.n),
        arena_print(a, "%zu", p->param.n), arena_print(a, "%zu", p->table.n),
        arena_print(a, "%zu", p->fact.n), arena_print(a, "%zu", p->rule.n), arena_print(a, "%d", cases),
        arena_print(a, "%zu", p->benefit.n), arena_print(a, "%zu", p->interpretation.n));
  PRINT(out, lang, PW_v_counts_tests, arena_print(a, "%zu", p->test.n), arena_print(a, "%d", expectations),
        arena_print(a, "%d", p->errors), arena_print(a, "%d", warnings));
  if (!p->errors) without_tests(p, lang, out);
  PRINT(out, lang, PW_v_coordinates, law_hash(p), arena_print(a, "%d", law_language()),
        arena_print(a, "%d", law_meaning()));
  return p->errors;
}
