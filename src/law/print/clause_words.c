/* clause_words: when a provision governs and what a benefit's clause says, in words. */
#include "law/print/print_words.h"
#include "law/print/printer.h"

void print_period(struct buf *b, date from, date until, enum lang lang) {
  char x[11], y[11];
  bool begins = from > DATE_MIN, ends = until < DATE_MAX;
  if (begins && ends)
    PRINT(b, lang, PW_p_from_to, date_text(from, lang, x), date_text(until, lang, y));
  else if (begins)
    PRINT(b, lang, PW_p_from, date_text(from, lang, x));
  else if (ends)
    PRINT(b, lang, PW_p_to, date_text(until, lang, y));
  else
    buf_z(b, print_word(PW_p_always, lang));
}

const char *print_clause_id(enum clause_kind k) {
  static const char *const kinds[] = {
    "amount", "when", "starts", "changes", "stops", "apply", "on_request"
  };
  return kinds[k];
}

const char *print_clause_kind(enum clause_kind k, enum lang lang) {
  static const enum print_word kinds[] = { PW_c_amount, PW_c_when,  PW_c_starts,    PW_c_changes,
                                           PW_c_stops,  PW_c_apply, PW_c_on_request };
  return print_word(kinds[k], lang);
}

static void procedure(struct buf *b, const struct clause *c, enum lang lang) {
  static const struct {
    const char *id;
    enum print_word word;
  } who[] = { { "commune", PW_c_commune }, { "district", PW_c_district }, { "province", PW_c_province } };
  char form[256], days[16];
  const char *by = c->decided_by.n ? c->decided_by.p : "";
  for (size_t i = 0; i < sizeof who / sizeof who[0]; i++)
    if (str_is(c->decided_by, who[i].id)) by = print_word(who[i].word, lang);
  snprintf(form, sizeof form, "%.*s", (int)c->form.n, c->form.p);
  snprintf(days, sizeof days, "%d", c->within);
  PRINT(b, lang, c->working_days ? PW_c_procedure_working : PW_c_procedure_days, form, days, by);
}

void print_clause(struct buf *b, const struct law_program *p, const struct clause *c, enum lang lang) {
  static const enum print_word words[] = { [MONTH_OF_DECISION] = PW_c_month_of_decision,
                                           [MONTH_OF_CONDITIONS] = PW_c_month_of_conditions,
                                           [MONTH_AFTER_DECISION] = PW_c_month_after_decision,
                                           [SAME_MONTH] = PW_c_same_month,
                                           [MONTH_AFTER] = PW_c_month_after };
  if (c->value)
    print_source(b, p, c->value);
  else if (c->kind == CLAUSE_APPLY)
    procedure(b, c, lang);
  else if (c->kind == CLAUSE_ON_REQUEST)
    buf_z(b, print_word(PW_c_on_request, lang));
  else
    buf_z(b, c->word == WORD_NONE ? "" : print_word(words[c->word], lang));
}
