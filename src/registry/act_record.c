/* Survey forms and spells: put on record, corrected, read. A row packs its values in the order its layout
 * names the items, and the layout is written once; so a pack may insert, drop or reorder items without
 * touching what stands. */
#include "registry/inner.h"

enum { FIELDS_BYTES_MAX = REG_ITEMS_MAX * 21, LAYOUT_BYTES_MAX = REG_ITEMS_MAX * 81 };

struct record_act {
  struct reg_doing *doing;
  const struct reg_record_input *in;
  const struct reg_record_type *type;
  int64_t layout;
  int64_t first; /* the number the record was first written under; 0: it is written now */
  struct str fields;
};

/* ---- what was filled in ---- */

/* The present name of an item as typed, which may be one it once had. */
static struct str present_item(const struct record_act *x, struct str typed) {
  struct arena *a = x->doing->act->arena;
  struct str whole = reg_part_name(a, x->type->name, typed),
             present = reg_present_name(x->in->v, REG_NAMED_ITEM, whole);
  size_t before = x->type->name.n + 1;
  if (str_eq(whole, present) || present.n <= before) return typed;
  return (struct str) { present.p + before, present.n - before };
}

static const struct reg_item_input *given(const struct record_act *x, struct str item) {
  for (int i = 0; i < x->in->item_count; i++)
    if (str_eq(present_item(x, x->in->items[i].name), item)) return &x->in->items[i];
  return NULL;
}

static enum err items_check(const struct record_act *x) {
  const struct reg_record_type *t = x->type;
  for (int i = 0; i < x->in->item_count; i++) {
    struct str name = present_item(x, x->in->items[i].name);
    int k = 0;
    while (k < t->item_count && !str_eq(t->items[k].name, name))
      k++;
    if (k == t->item_count)
      return reg_unknown_name(x->doing, "items", name,
                              (struct reg_names) { t->item_count > 0 ? &t->items[0].name : NULL,
                                                   sizeof *t->items, t->item_count });
    if (given(x, name) != &x->in->items[i])
      return reg_refuse(x->doing->refusal, "items", SAY_item_twice, reg_short(x->doing->act->arena, name),
                        NULL, NULL);
  }
  return OK;
}

/* The values in the order of the vocabulary, and the layout that says so. */
static enum err pack(struct db *db, struct record_act *x) {
  struct arena *a = x->doing->act->arena;
  struct buf fields = buf_new(a, FIELDS_BYTES_MAX), layout = buf_new(a, LAYOUT_BYTES_MAX);
  for (int i = 0; i < x->type->item_count; i++) {
    const struct reg_fact_type *t = &x->type->items[i];
    const struct reg_item_input *item = given(x, t->name);
    if (i > 0) buf_c(&fields, ',');
    if (i > 0) buf_c(&layout, ',');
    buf_str(&layout, t->name);
    if (item == NULL || !item->known) continue;
    int64_t stored;
    const struct reg_typed typed = { x->in->v, t, item->value, item->value_name, "items" };
    TRY(reg_typed_value(db, x->doing, &typed, &stored));
    buf_int(&fields, stored);
  }
  assert(!fields.full && !layout.full);
  x->fields = buf_view(&fields);
  struct reg_thing kind;
  struct stmt *s;
  TRY(reg_thing_make(db, x->in->v, REG_NAMED_RECORD, x->type->name, &kind));
  TRY(db_query(
      db, "INSERT INTO record_layout(kind, items) VALUES ($1, $2) ON CONFLICT (kind, items) DO NOTHING", &s));
  bind_int(s, 1, kind.number[0]);
  bind_text(s, 2, buf_view(&layout));
  TRY(db_run(s));
  TRY(db_query(db, "SELECT id FROM record_layout WHERE kind = $1 AND items = $2", &s));
  bind_int(s, 1, kind.number[0]);
  bind_text(s, 2, buf_view(&layout));
  return reg_returned_id(s, &x->layout);
}

static enum err in_life(struct db *db, const struct record_act *x) {
  struct reg_life life;
  if (x->in->kind != REG_PERSON) return OK;
  enum err e = reg_life(db, x->in->subject, &life);
  return e == OK          ? reg_begins_in_life(x->doing, &life, x->in->valid_from, "valid_from")
         : e == NOT_FOUND ? OK
                          : e;
}

static enum err input_check(struct db *db, struct record_act *x) {
  const struct reg_record_input *in = x->in;
  const struct reg_vocabulary *v = in->v;
  struct str present = reg_present_name(v, REG_NAMED_RECORD, in->record);
  x->type = NULL;
  for (int i = 0; i < v->record_count; i++)
    if (str_eq(v->records[i].name, present)) x->type = &v->records[i];
  if (x->type == NULL)
    return reg_unknown_name(x->doing, "record", in->record,
                            (struct reg_names) { v->record_count > 0 ? &v->records[0].name : NULL,
                                                 sizeof *v->records, v->record_count });
  if (x->type->kind != in->kind)
    return reg_refuse(x->doing->refusal, "kind", SAY_kind_wrong, reg_short(x->doing->act->arena, in->record),
                      NULL, NULL);
  TRY(reg_subject_check(db, x->doing, in->kind, in->subject, "subject"));
  TRY(reg_span_check(in->valid_from, in->valid_to, x->doing->refusal));
  TRY(in_life(db, x));
  TRY(items_check(x));
  return pack(db, x);
}

/* ---- writing ---- */

static enum err again_check(struct db *db, const struct record_act *x) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT 1 FROM record WHERE subject_kind = $1 AND subject = $2 AND layout = $3 AND fields = $4"
               " AND valid_from = $5 AND valid_to = $6 AND act_to = 9223372036854775807 AND id <> $7 LIMIT 1",
               &s));
  bind_int(s, 1, x->in->kind);
  bind_int(s, 2, x->in->subject);
  bind_int(s, 3, x->layout);
  bind_text(s, 4, x->fields);
  bind_int(s, 5, x->in->valid_from);
  bind_int(s, 6, x->in->valid_to);
  bind_int(s, 7, x->in->row);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  db_reset(s);
  char day[11];
  return reg_hold(x->doing->act, x->doing->refusal, "items", SAY_record_again,
                  date_iso(x->in->valid_from, day), NULL);
}

static enum err write_record(struct db *db, struct record_act *x) {
  struct stmt *s;
  TRY(again_check(db, x));
  TRY(db_query(
      db,
      "INSERT INTO record(layout, subject_kind, subject, fields, first, source, valid_from, valid_to, "
      "act_from, act_to)"
      " VALUES ($1, $2, $3, $4, $9, $5, $6, $7, $8, 9223372036854775807) RETURNING id",
      &s));
  bind_int(s, 1, x->layout);
  bind_int(s, 2, x->in->kind);
  bind_int(s, 3, x->in->subject);
  bind_text(s, 4, x->fields);
  bind_text(s, 5, x->doing->act->paper);
  bind_int(s, 6, x->in->valid_from);
  bind_int(s, 7, x->in->valid_to);
  bind_int(s, 8, x->doing->number);
  if (x->first > 0)
    bind_int(s, 9, x->first);
  else
    bind_null(s, 9);
  return reg_returned_id(s, &x->doing->answer);
}

static enum err add(struct db *db, struct reg_doing *doing, void *context) {
  struct record_act *x = context;
  TRY(input_check(db, x));
  reg_touch(doing, (int64_t)x->in->kind, x->in->subject);
  return write_record(db, x);
}

static enum err correct(struct db *db, struct reg_doing *doing, void *context) {
  struct record_act *x = context;
  struct stmt *s;
  TRY(db_query(db,
               "SELECT r.subject_kind, r.subject, y.name, coalesce(r.first, r.id) FROM record r JOIN "
               "record_layout l ON l.id = r.layout"
               " JOIN symbol y ON y.id = l.kind WHERE r.id = $1 AND r.act_to = 9223372036854775807",
               &s));
  bind_int(s, 1, x->in->row);
  enum err e = db_step(s);
  if (e == NOT_FOUND) return reg_refuse(doing->refusal, "row", SAY_row_gone, NULL, NULL, NULL);
  if (e != OK) return e;
  int64_t kind = col_int(s, 0), subject = col_int(s, 1);
  x->first = col_int(s, 3);
  struct str written_as = reg_present_name(x->in->v, REG_NAMED_RECORD, col_text(s, 2)),
             said = reg_present_name(x->in->v, REG_NAMED_RECORD, x->in->record);
  bool same = x->in->strike ||
              (str_eq(written_as, said) && (int64_t)x->in->kind == kind && x->in->subject == subject);
  TRY(db_run(s));
  if (kind < REG_PERSON || kind > REG_HOUSEHOLD || subject < 1) return reg_damaged(db, "record", x->in->row);
  e = reg_sees(doing->viewer, db, kind, subject, reg_at_now(doing->today));
  if (e == NOT_FOUND) return reg_refuse(doing->refusal, "row", SAY_row_gone, NULL, NULL, NULL);
  if (e != OK) return e;
  if (!same)
    return reg_refuse(doing->refusal, "record", SAY_kind_wrong, reg_short(doing->act->arena, x->in->record),
                      NULL, NULL);
  if (!x->in->strike) TRY(input_check(db, x));
  reg_touch(doing, kind, subject);
  TRY(reg_close(db, doing, "UPDATE record SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                x->in->row));
  return x->in->strike ? OK : write_record(db, x);
}

/* ---- the acts ---- */

static enum err texts_check(const struct reg_doing *doing, const struct reg_record_input *in) {
  char number[24];
  TRY(reg_text_check(in->record, "record", REG_TEXT_MAX, true, doing->refusal));
  snprintf(number, sizeof number, "%d", REG_ITEMS_MAX);
  if (in->item_count > REG_ITEMS_MAX)
    return reg_refuse(doing->refusal, "items", SAY_items_many, number, NULL, NULL);
  for (int i = 0; i < in->item_count; i++) {
    TRY(reg_text_check(in->items[i].name, "items", REG_TEXT_MAX, true, doing->refusal));
    TRY(reg_text_check(in->items[i].value_name, "items", REG_TEXT_MAX, false, doing->refusal));
  }
  return OK;
}

static void send(struct reg_doing *doing, const struct reg_record_input *in) {
  const int64_t numbers[] = { in->kind, in->subject, in->row, in->strike, in->item_count };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    reg_sent_int(doing, numbers[i]);
  if (in->strike) return;
  reg_sent_day(doing, "valid_from", in->valid_from);
  reg_sent_day(doing, "valid_to", in->valid_to);
  reg_sent_text(doing, in->record);
  for (int i = 0; i < in->item_count; i++) {
    reg_sent_text(doing, in->items[i].name);
    reg_sent_int(doing, in->items[i].known);
    reg_sent_int(doing, in->items[i].value);
    reg_sent_text(doing, in->items[i].value_name);
  }
}

static enum err record_act(struct db *db, struct reg_doing *doing, struct record_act *x,
                           int64_t *ret_record) {
  if (!x->in->strike) TRY(texts_check(doing, x->in));
  send(doing, x->in);
  x->doing = doing;
  doing->context = x;
  TRY(reg_act_do(db, doing));
  *ret_record = doing->answer;
  return OK;
}

enum err reg_record_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                        const struct reg_record_input *in, int64_t *ret_record, struct reg_refusal *refusal) {
  assert(in != NULL && in->v != NULL && ret_record != NULL && !in->strike);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "record.add");
  struct record_act x = { .in = in };
  doing.work = add;
  return record_act(db, &doing, &x, ret_record);
}

enum err reg_record_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                            const struct reg_record_input *in, int64_t *ret_record,
                            struct reg_refusal *refusal) {
  assert(in != NULL && (in->strike || in->v != NULL) && ret_record != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal,
                                         in->strike ? "record.strike" : "record.correct");
  struct record_act x = { .in = in };
  doing.work = correct;
  return record_act(db, &doing, &x, ret_record);
}

/* ---- reading ---- */

/* INVALID where fields and layout do not go together. */
static enum err unpack(struct arena *a, struct str layout, struct str fields, struct reg_record *r) {
  VEC(struct reg_record_item) v = { 0 };
  struct str name, value;
  while (reg_next_part(&layout, &name)) {
    if (v.n >= REG_ITEMS_MAX || !reg_next_part(&fields, &value)) return INVALID;
    struct reg_record_item *item = VEC_PUSH(a, &v);
    *item = (struct reg_record_item) { .name = reg_keep(a, name), .known = value.n > 0 };
    if (item->known && parse_int(value, &item->value) != OK) return INVALID;
  }
  r->items = v.at;
  r->item_count = (int)v.n;
  return reg_next_part(&fields, &value) ? INVALID : OK;
}

static enum err read_record(struct arena *a, struct db *db, struct stmt *s, int64_t act,
                            struct reg_record *ret_r) {
  bool ok = true;
  struct reg_record r = { .id = col_int(s, 0),
                          .record = col_int(s, 1),
                          .kind = (enum reg_kind)col_int(s, 2),
                          .subject = col_int(s, 3),
                          .first = col_int(s, 11),
                          .source = reg_col_words(a, s, 4, &ok),
                          .period = reg_col_period(s, 5, act, &ok) };
  ok = ok && utf8_valid(col_text(s, 9), NULL);
  if (!ok || unpack(a, col_text(s, 9), col_text(s, 10), &r) != OK) return reg_damaged(db, "record", r.id);
  *ret_r = r;
  return OK;
}

enum err reg_records_of(const struct viewer *viewer, struct arena *a, struct db *db, struct reg_fact_ask ask,
                        struct reg_at at, struct reg_record_list *ret_list) {
  assert(viewer != NULL && ret_list != NULL);
  VEC(struct reg_record) v = { 0 };
  struct stmt *s;
  TRY(reg_sees(viewer, db, ask.kind, ask.subject, at));
  TRY(db_query(
      db,
      "SELECT r.id, l.kind, r.subject_kind, r.subject, r.source, r.valid_from, r.valid_to, r.act_from, "
      "r.act_to,"
      " l.items, r.fields, coalesce(r.first, r.id) FROM record r JOIN record_layout l ON l.id = r.layout"
      " JOIN symbol y ON y.id = l.kind AND (y.marks & $6) = 0"
      " WHERE r.subject_kind = $1 AND r.subject = $2 AND (l.kind = $3 OR $3 = 0) AND r.valid_from <= $4"
      " AND r.valid_to > $4 AND r.act_from <= $5 AND r.act_to > $5 ORDER BY l.kind, r.id",
      &s));
  bind_int(s, 1, ask.kind);
  bind_int(s, 2, ask.subject);
  bind_int(s, 3, ask.fact);
  bind_int(s, 4, at.valid);
  bind_int(s, 5, at.act);
  bind_int(s, 6, reg_barred(viewer));
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    TRY(read_record(a, db, s, at.act, VEC_PUSH(a, &v)));
  }
  LIST_END(e, v, ret_list);
}
