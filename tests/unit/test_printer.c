/* The law's printer: what is written in the language's own form reads again as the same tree, with no bracket
 * too many; and values, expressions and citations in the words of people, worked by hand. */
#include "law_for_test.h"

#include "law/print/print_words.h"
#include "law/print/printer.h"

/* NULL when the text is no law. */
static struct law_program *read_law(struct arena *a, const char *text) {
  struct law_program *p = NULL;
  struct str name = S("t.luat"), s = str_of(arena_print(a, "language 1\n%s", text));
  return law_load_text(a, 1, &name, &s, &p) == OK ? p : NULL;
}

/* clang-format off */
#define WORLD \
  "document d \"Nghị định 20/2021/NĐ-CP\" | \"Decree 20/2021/NĐ-CP\" issued 2020-01-01 in_force " \
  "2020-01-01\n" \
  "enum class (none \"không\" | \"none\", near \"cận nghèo\" | \"near-poor\", poor \"nghèo\" | \"poor\")\n" \
  "fact person.poor : bool \"Thuộc hộ nghèo\" | \"Poor\"\n" \
  "fact person.sick : bool \"Bị bệnh\" | \"Sick\"\n" \
  "fact person.alone : bool \"Sống một mình\" | \"Alone\"\n" \
  "fact person.level : class \"Diện\" | \"Class\"\n" \
  "fact person.n : integer \"Số con\" | \"Children\"\n" \
  "fact person.k : integer \"Điểm\" | \"Points\"\n" \
  "fact person.pay : money \"Lương\" | \"Pay\"\n" \
  "fact person.extra : money \"Phụ cấp\" | \"Allowance\"\n" \
  "parameter times : rate \"Hệ số\" | \"Coefficient\" = 1.5 [d 1]\n" \
  "fact person.birth : date \"Ngày sinh\" | \"Date of birth\"\n" \
  "fact person.end : date \"Ngày nghỉ\" | \"Leaving day\"\n" \
  "link child : person \"Con\" | \"Child\"\n" \
  "parameter limit : integer \"Ngưỡng\" | \"Limit\" = 7 [d 1]\n" \
  "table points (item : integer) : integer \"Bảng điểm\" | \"Points table\" rows (1) = 2 [d 1]\n"
/* clang-format on */

/* ---- the language's own form ---- */

enum want { BOOLEAN, WHOLE, DAY, SUM, RATE };

static void random_text(struct rng *r, struct buf *b, enum want want, int depth);

/* "(left sign right)" with every bracket a reader could wish for. */
static void joined(struct rng *r, struct buf *b, enum want left, const char *sign, enum want right,
                   int depth) {
  buf_c(b, '(');
  random_text(r, b, left, depth);
  buf_print(b, " %s ", sign);
  random_text(r, b, right, depth);
  buf_c(b, ')');
}

static void around(struct rng *r, struct buf *b, const char *before, enum want want, const char *after,
                   int depth) {
  buf_z(b, before);
  random_text(r, b, want, depth);
  buf_z(b, after);
}

static void leaf(struct rng *r, struct buf *b, enum want want) {
  static const char *const leaves[][4] = { { "poor", "sick", "alone", "poor" },
                                           { "n", "k", "3", "limit" },
                                           { "birth", "end", "day", "2026-01-05" },
                                           { "pay", "extra", "pay", "extra" },
                                           { "times", "2.0", "1.5", "times" } };
  buf_z(b, leaves[want][rng_below(r, 4)]);
}

static void random_bool(struct rng *r, struct buf *b, int depth) {
  switch (rng_below(r, 13)) {
  case 0:
  case 1: joined(r, b, BOOLEAN, "and", BOOLEAN, depth); return;
  case 2:
  case 3: joined(r, b, BOOLEAN, "or", BOOLEAN, depth); return;
  case 4: around(r, b, "(not ", BOOLEAN, ")", depth); return;
  case 5: joined(r, b, WHOLE, "<", WHOLE, depth); return;
  case 6: joined(r, b, SUM, ">=", SUM, depth); return;
  case 7: joined(r, b, DAY, "<=", DAY, depth); return;
  case 8: /* a chain */
    around(r, b, "(", WHOLE, " <= ", depth);
    joined(r, b, WHOLE, "+", WHOLE, depth);
    around(r, b, " < ", WHOLE, ")", depth);
    return;
  case 9: around(r, b, "(", WHOLE, " in (1, 2, n))", depth); return;
  case 10: around(r, b, "(any child where (", BOOLEAN, "))", depth); return;
  case 11: around(r, b, "(", BOOLEAN, " = yes)", depth); return;
  default: buf_z(b, rng_below(r, 2) ? "(level != poor)" : "(level not in (none, near))");
  }
}

static void random_whole(struct rng *r, struct buf *b, int depth) {
  switch (rng_below(r, 11)) {
  case 0:
  case 1: joined(r, b, WHOLE, "+", WHOLE, depth); return;
  case 2:
  case 3: joined(r, b, WHOLE, "-", WHOLE, depth); return;
  case 4: joined(r, b, WHOLE, "*", WHOLE, depth); return;
  case 5: around(r, b, "(-", WHOLE, ")", depth); return;
  case 6:
    around(r, b, "(if ", BOOLEAN, " then ", depth);
    random_text(r, b, WHOLE, depth);
    around(r, b, " else ", WHOLE, ")", depth);
    return;
  case 7: around(r, b, "min(", WHOLE, ", k)", depth); return;
  case 8: joined(r, b, WHOLE, "otherwise", WHOLE, depth); return;
  case 9:
    around(r, b, "(years from ", DAY, " to ", depth);
    around(r, b, "", DAY, ")", depth);
    return;
  default: around(r, b, "points(", WHOLE, ")", depth);
  }
}

static void random_day(struct rng *r, struct buf *b, int depth) {
  around(r, b, "(", DAY, " plus ", depth);
  around(r, b, "", WHOLE, rng_below(r, 2) ? " months)" : " years)", depth);
}

static void random_sum(struct rng *r, struct buf *b, int depth) {
  switch (rng_below(r, 4)) {
  case 0: joined(r, b, SUM, "+", SUM, depth); return;
  case 1: joined(r, b, SUM, "-", SUM, depth); return;
  case 2:
    around(r, b, "((", SUM, " * ", depth);
    around(r, b, "", RATE, ") exactly)", depth);
    return;
  default:
    around(r, b, "((", SUM, " * ", depth);
    around(r, b, "", RATE, ") rounded down to 1000 [d 1])", depth);
  }
}

static void random_text(struct rng *r, struct buf *b, enum want want, int depth) {
  if (depth <= 0 || rng_below(r, 5) == 0) {
    leaf(r, b, want);
    return;
  }
  switch (want) {
  case BOOLEAN: random_bool(r, b, depth - 1); return;
  case WHOLE: random_whole(r, b, depth - 1); return;
  case DAY: random_day(r, b, depth - 1); return;
  case SUM: random_sum(r, b, depth - 1); return;
  case RATE: joined(r, b, RATE, rng_below(r, 2) ? "*" : "+", RATE, depth - 1); return;
  }
}

static bool same_list(const struct node *x, const struct node *y);

static bool same(const struct node *x, const struct node *y) {
  if (!x || !y) return x == y;
  bool constants = x->op == N_CONST && y->op == N_CONST;
  if (x->op != y->op || x->ref != y->ref || x->set != y->set || x->i != y->i) return false;
  if (x->type.kind != y->type.kind || x->r.num != y->r.num || x->r.den != y->r.den) return false;
  if (!constants && x->how != y->how) return false; /* of a constant: whether it was written with decimals */
  if (x->cites.n != y->cites.n) return false;
  for (int i = 0; i < 3; i++)
    if (!same(x->kid[i], y->kid[i])) return false;
  return same_list(x, y);
}

static bool same_list(const struct node *x, const struct node *y) {
  if (x->n_list != y->n_list) return false;
  for (int i = 0; i < x->n_list; i++)
    if (!same(x->list[i], y->list[i])) return false;
  return true;
}

static const struct node *body(const struct law_program *p) { return p->rule.at[p->rule.n - 1].at[0].body; }

static const char *rule_of(struct arena *a, const char *type, const char *expression) {
  return arena_print(a, "%srule person.x : %s = %s [d 1]\n", WORLD, type, expression);
}

/* The bracket that closes the one at `open`. */
static size_t closing(const char *z, size_t open) {
  int deep = 0;
  for (size_t i = open;; i++) {
    deep += z[i] == '(';
    deep -= z[i] == ')';
    if (!deep) return i;
  }
}

/* Does the bracket belong to what is written with one: a list, a table, a `where`? */
static bool belongs(const char *z, size_t open) {
  static const char *const words[] = { "min", "in ", "where ", "points" };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t n = strlen(words[i]);
    if (open >= n && memcmp(z + open - n, words[i], n) == 0) return true;
  }
  return false;
}

/* Every bracket printed is needed: without it the text is no law, or another tree. */
static int check_brackets(struct arena *a, const char *type, const char *z, const struct node *tree) {
  int checked = 0;
  for (size_t i = 0; z[i]; i++) {
    if (z[i] != '(' || belongs(z, i)) continue;
    char *without = arena_text(a, z, strlen(z));
    without[i] = without[closing(z, i)] = ' ';
    struct law_program *p = read_law(a, rule_of(a, type, without));
    if (p && same(tree, body(p))) fail_msg("a bracket too many: %s\n%s", z, without);
    checked++;
  }
  return checked;
}

static void what_is_printed_reads_as_the_same_tree(void **state) {
  static const struct {
    enum want want;
    const char *type;
  } kinds[] = { { BOOLEAN, "bool" }, { WHOLE, "integer" }, { DAY, "date" }, { SUM, "money" } };
  struct rng r = { 20261126 };
  int checked = 0, brackets = 0;
  (void)state;
  for (int trial = 0; trial < 600; trial++) {
    struct arena *a = arena_new("trial", (size_t)1 << 28);
    size_t kind = (size_t)rng_below(&r, 4);
    struct buf written = buf_new(a, 1 << 16), printed = buf_new(a, 1 << 16);
    random_text(&r, &written, kinds[kind].want, 5);
    struct law_program *p = read_law(a, rule_of(a, kinds[kind].type, written.p));
    if (p && body(p)) {
      print_source(&printed, p, body(p));
      struct law_program *again = load(a, str_of(rule_of(a, kinds[kind].type, printed.p)));
      if (!same(body(p), body(again))) fail_msg("%s\n%s", written.p, printed.p);
      checked++;
      if (trial < 200) brackets += check_brackets(a, kinds[kind].type, printed.p, body(p));
    }
    arena_free(a);
  }
  assert_true(checked > 400 && brackets > 200);
}

/* ---- in words ---- */

static const char *words_of(struct arena *a, const struct law_program *p, const struct node *n,
                            enum lang lang) {
  struct buf b = buf_new(a, 1 << 16);
  print_expression(&b, p, n, lang);
  return b.p;
}

static void expressions_are_said_with_the_brackets_they_need(void **state) {
  static const struct {
    const char *type, *law, *vi, *en;
  } rows[] = {
    { "bool", "(poor or sick) and alone", "(Thuộc hộ nghèo hoặc Bị bệnh) và Sống một mình",
      "(Poor or Sick) and Alone" },
    { "bool", "poor or sick and alone", "Thuộc hộ nghèo hoặc Bị bệnh và Sống một mình",
      "Poor or Sick and Alone" },
    { "bool", "poor and (sick and alone)", "Thuộc hộ nghèo và Bị bệnh và Sống một mình",
      "Poor and Sick and Alone" },
    { "bool", "not (poor and sick)", "không phải: (Thuộc hộ nghèo và Bị bệnh)", "not: (Poor and Sick)" },
    { "bool", "not poor and sick", "không phải: Thuộc hộ nghèo và Bị bệnh", "not: Poor and Sick" },
    { "bool", "poor = yes and sick = no", "Thuộc hộ nghèo và không Bị bệnh", "Poor and not Sick" },
    { "bool", "level = poor", "Diện: nghèo", "Class: poor" },
    { "bool", "level != near or poor", "Diện khác: cận nghèo hoặc Thuộc hộ nghèo",
      "Class other than: near-poor or Poor" },
    { "bool", "level in (near, poor)", "Diện là một trong (cận nghèo, nghèo)",
      "Class is one of (near-poor, poor)" },
    { "bool", "4 <= n < 16", "Số con từ 4 đến dưới 16", "Children from 4 to under 16" },
    { "bool", "n >= limit", "Số con ≥ Ngưỡng", "Children ≥ Limit" },
    { "bool", "n + 1 < k * 2", "Số con + 1 < Điểm × 2", "Children + 1 < Points × 2" },
    { "bool", "pay > 1500000", "Lương > 1.500.000 đ", "Pay > 1,500,000 đồng" },
    { "bool", "birth < 2026-08-01", "Ngày sinh < 01/08/2026", "Date of birth < 2026-08-01" },
    { "bool", "any child where (poor or sick)", "có Con (Thuộc hộ nghèo hoặc Bị bệnh)",
      "any of Child (Poor or Sick)" },
    { "bool", "years from birth to end + 1 >= 60", "(số năm tròn từ Ngày sinh đến Ngày nghỉ) + 1 ≥ 60",
      "(completed years from Date of birth to Leaving day) + 1 ≥ 60" },
    { "bool", "years from birth to day >= 60", "số năm tròn từ Ngày sinh đến ngày xét ≥ 60",
      "completed years from Date of birth to the day considered ≥ 60" },
    { "integer", "(n + k) * 2", "(Số con + Điểm) × 2", "(Children + Points) × 2" },
    { "integer", "n + k * 2", "Số con + Điểm × 2", "Children + Points × 2" },
    { "integer", "n - (k - 2)", "Số con − (Điểm − 2)", "Children − (Points − 2)" },
    { "integer", "n + (k + 2)", "Số con + Điểm + 2", "Children + Points + 2" },
    { "integer", "-(n + k)", "−(Số con + Điểm)", "−(Children + Points)" },
    { "integer", "(if poor then n else k) * 2", "(nếu Thuộc hộ nghèo thì Số con, nếu không thì Điểm) × 2",
      "(if Poor then Children, otherwise Points) × 2" },
    { "integer", "max(n, k + 1)", "mức cao nhất của (Số con, Điểm + 1)",
      "the highest of (Children, Points + 1)" },
    { "integer", "count child where (sick)", "số Con (Bị bệnh)", "the number of Child (Sick)" },
    { "money", "(pay + extra) * times exactly", "(Lương + Phụ cấp) × Hệ số",
      "(Pay + Allowance) × Coefficient" },
    { "money", "pay * 1.5 rounded down to 1000 [d 1]", "Lương × 1,5, làm tròn xuống đến 1.000 đ",
      "Pay × 1.5, rounded down to 1,000 đồng" },
    { "date", "birth plus 60 years", "Ngày sinh cộng 60 năm", "Date of birth plus 60 years" },
  };
  struct arena *a = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct law_program *p = load(a, str_of(rule_of(a, rows[i].type, rows[i].law)));
    assert_string_equal(words_of(a, p, body(p), VI), rows[i].vi);
    assert_string_equal(words_of(a, p, body(p), EN), rows[i].en);
  }
}

/* A chain of 1,800 conditions is cut, and says so. */
static void nothing_is_cut_in_silence(void **state) {
  struct arena *a = *state;
  struct buf b = buf_new(a, 1 << 20);
  buf_z(&b, "poor");
  for (int i = 0; i < 900; i++)
    buf_z(&b, " or sick and alone");
  struct law_program *p = load(a, str_of(rule_of(a, "bool", b.p)));
  struct str said = str_of(words_of(a, p, body(p), VI));
  assert_true(said.n > PRINT_TEXT_MAX - 100 && said.n < PRINT_TEXT_MAX + 100);
  assert_string_equal(said.p + said.n - strlen("…"), "…");
}

/* ---- values ---- */

static void values_are_written_by_language(void **state) {
  static const struct {
    enum kind kind;
    int64_t num, den;
    const char *vi, *en;
  } rows[] = {
    { K_MONEY, 540000, 1, "540.000 đ", "540,000 đồng" },
    { K_MONEY, -60000, 1, "-60.000 đ", "-60,000 đồng" },
    { K_SUM, 1685, 2, "842,5 đ", "842.5 đồng" },
    { K_RATE, 3, 2, "1,5", "1.5" },
    { K_RATE, 2, 1, "2,0", "2.0" },
    { K_RATE, 7, 3, "7/3", "7/3" },
    { K_INT, 2026, 1, "2026", "2026" },
  };
  struct arena *a = *state;
  struct law_program *p = load(a, str_of(rule_of(a, "bool", "poor")));
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    for (int l = 0; l < 2; l++) {
      struct buf b = buf_new(a, 100);
      print_number(&b, (struct ratio) { rows[i].num, rows[i].den }, rows[i].kind, (enum lang)l);
      assert_string_equal(b.p, l == VI ? rows[i].vi : rows[i].en);
    }
  struct {
    struct val v;
    enum kind kind;
    const char *vi, *en;
  } open[] = { { val_range(date_of(2026, 8, 1), date_of(2026, 8, 1)), K_DATE, "01/08/2026", "2026-08-01" },
               { val_range(DATE_MAX, DATE_MAX), K_DATE, "không bao giờ", "never" },
               { val_range(3, 7), K_INT, "3 – 7", "3 – 7" },
               { val_open(), K_MONEY, "chưa rõ", "not known" },
               { val_none(), K_MONEY, "—", "—" },
               { val_bool(true), K_BOOL, "có", "yes" },
               { val_set(IS_OPEN), K_BOOL, "chưa rõ", "not known" } };
  for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
    for (int l = 0; l < 2; l++) {
      struct buf b = buf_new(a, 100);
      print_val(&b, p, &open[i].v, (struct type) { .kind = open[i].kind }, (enum lang)l);
      assert_string_equal(b.p, l == VI ? open[i].vi : open[i].en);
    }
}

/* ---- citations ---- */

/* clang-format off */
#define DOCUMENTS \
  "document nd \"Nghị định 20/2021/NĐ-CP\" | \"Decree 20/2021/NĐ-CP\" issued 2020-01-01 in_force " \
  "2020-01-01\n" \
  "document qd \"Quyết định 967/QĐ-BNNMT năm 2025\" | \"Decision 967/QĐ-BNNMT of 2025\" issued 2020-01-01 " \
  "in_force 2020-01-01\n" \
  "document nq \"Nghị quyết 20/2023/NQ-HĐND tỉnh Thừa Thiên Huế\" | \"Resolution 20/2023/NQ-HĐND of Thừa " \
  "Thiên Huế\" issued 2020-01-01 in_force 2020-01-01\n" \
  "document qu \"Quy ước của gói luật\" | \"Conventions of the packs\" issued 2020-01-01 in_force " \
  "2020-01-01\n"
/* clang-format on */

static void articles_are_cited_as_the_law_is(void **state) {
  static const struct {
    const char *cite, *vi, *en;
  } rows[] = {
    { "nd 6", "Điều 6 Nghị định 20/2021/NĐ-CP", "Article 6 of Decree 20/2021/NĐ-CP" },
    { "nd 6.1", "khoản 1 Điều 6 Nghị định 20/2021/NĐ-CP", "clause 1, Article 6 of Decree 20/2021/NĐ-CP" },
    { "nd 6.1.a", "điểm a khoản 1 Điều 6 Nghị định 20/2021/NĐ-CP",
      "point a, clause 1, Article 6 of Decree 20/2021/NĐ-CP" },
    { "nd 6.1.đ", "điểm đ khoản 1 Điều 6 Nghị định 20/2021/NĐ-CP",
      "point đ, clause 1, Article 6 of Decree 20/2021/NĐ-CP" },
    { "nd 6.a", "điểm a Điều 6 Nghị định 20/2021/NĐ-CP", "point a, Article 6 of Decree 20/2021/NĐ-CP" },
    { "nd 6.1.a.2", "tiết 2 điểm a khoản 1 Điều 6 Nghị định 20/2021/NĐ-CP",
      "item 2, point a, clause 1, Article 6 of Decree 20/2021/NĐ-CP" },
    { "nd 6.1, 6.2.b", "khoản 1 Điều 6; điểm b khoản 2 Điều 6 Nghị định 20/2021/NĐ-CP",
      "clause 1, Article 6; point b, clause 2, Article 6 of Decree 20/2021/NĐ-CP" },
    { "nd 6; qd 2.1", "Điều 6 Nghị định 20/2021/NĐ-CP; khoản 1 Điều 2 Quyết định 967/QĐ-BNNMT năm 2025",
      "Article 6 of Decree 20/2021/NĐ-CP; clause 1, Article 2 of Decision 967/QĐ-BNNMT of 2025" },
    { "nq 7", "Điều 7 Nghị quyết 20/2023/NQ-HĐND", "Article 7 of Resolution 20/2023/NQ-HĐND" },
    { "nd toàn_văn", "toàn văn Nghị định 20/2021/NĐ-CP", "the whole text of Decree 20/2021/NĐ-CP" },
    { "nd pl", "Phụ lục Nghị định 20/2021/NĐ-CP", "the Appendix of Decree 20/2021/NĐ-CP" },
    { "nd pl3", "Phụ lục 3 Nghị định 20/2021/NĐ-CP", "Appendix 3 of Decree 20/2021/NĐ-CP" },
    { "nd pl3.2", "mục 2 Phụ lục 3 Nghị định 20/2021/NĐ-CP",
      "section 2, Appendix 3 of Decree 20/2021/NĐ-CP" },
    { "nd mau01", "Mẫu số 01 Nghị định 20/2021/NĐ-CP", "Form No. 01 of Decree 20/2021/NĐ-CP" },
    { "qu học_tập", "phần «học tập» Quy ước của gói luật", "the part «học tập» of Conventions of the packs" },
  };
  struct arena *a = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct law_program *p = load(
        a, str_of(arena_print(a, "%sparameter x : integer \"X\" = 1 [%s]\n", DOCUMENTS, rows[i].cite)));
    for (int l = 0; l < 2; l++) {
      struct buf b = buf_new(a, 1000);
      print_cites(&b, p, &p->param.at[0].at[0].cites, (enum lang)l);
      assert_string_equal(b.p, l == VI ? rows[i].vi : rows[i].en);
    }
  }
}

/* No id of the packs is shown as an article that is none; what is neither article nor appendix, form or whole
 * text is the packs' own convention. */
static void every_article_of_the_packs_has_words(void **state) {
  struct arena *a = *state;
  const char *paths[] = { SOURCE_ROOT "/law/vn", SOURCE_ROOT "/law/vn-hue" };
  struct law_program *p;
  int seen = 0;
  assert_int_equal(law_load(a, 2, paths, &p), OK);
  for (size_t d = 0; d < p->document.n; d++)
    for (size_t i = 0; i < p->document.at[d].articles.n; i++) {
      struct cite one = { .document = (int)d, .article = p->document.at[d].articles.at[i] };
      struct buf b = buf_new(a, 1000);
      print_cites(&b, p, &(struct cites) { &one, 1 }, VI);
      const char *article = strstr(b.p, "Điều ");
      bool named = strstr(b.p, "«") != NULL;
      seen++;
      if (article && (article[strlen("Điều ")] < '0' || article[strlen("Điều ")] > '9')) fail_msg("%s", b.p);
      if (named && strstr(p->document.at[d].title.vi.p, "/")) fail_msg("%s", b.p);
      if (strstr(b.p, "_")) fail_msg("%s", b.p);
    }
  assert_true(seen > 200);
}

/* ---- the catalogue ---- */

static void both_languages_are_there_and_fill_the_same_places(void **state) {
  (void)state;
  for (enum print_word id = 0; id < PRINT_WORDS; id++) {
    const char *vi = print_word(id, VI), *en = print_word(id, EN);
    assert_true(*vi && *en);
    for (char k = '0'; k <= '9'; k++) {
      char place[] = { '{', k, '}', 0 };
      if (!strstr(vi, place) != !strstr(en, place)) fail_msg("%s | %s", vi, en);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_printed_reads_as_the_same_tree),
    cmocka_unit_test(expressions_are_said_with_the_brackets_they_need),
    cmocka_unit_test(nothing_is_cut_in_silence),
    cmocka_unit_test(values_are_written_by_language),
    cmocka_unit_test(articles_are_cited_as_the_law_is),
    cmocka_unit_test(every_article_of_the_packs_has_words),
    cmocka_unit_test(both_languages_are_there_and_fill_the_same_places),
  };
  return cmocka_run_group_tests_name("printer", tests, arena_setup, arena_teardown);
}
