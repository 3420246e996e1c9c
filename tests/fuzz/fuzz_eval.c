/* Any bytes as a situation in JSON against a small pack; what is answered must be JSON again, and no answer
 * may be half of one. */
#include <jansson.h>

#include "law/law.h"
#include "law/tools/tools.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char pack[] =
    "language 1\ndocument d \"Nghị định\" | \"Decree\" issued 2020-01-01 in_force 2020-02-01\n"
    "document e \"Nghị định 2\" | \"Decree 2\" issued 2026-01-01 in_force 2026-06-01 repeals d\n"
    "enum sex \"Giới tính\" (male, female)\n"
    "enum class \"Diện\" (none, near, poor)\n"
    "fact person.birth : date \"Ngày sinh\" required\n"
    "fact person.death : date \"Ngày chết\" absent never\n"
    "fact person.sex : sex \"Giới tính\"\n"
    "fact person.sick : bool \"Ốm\" absent no secret\n"
    "fact person.income : money \"Thu nhập\"\n"
    "fact person.points : integer 0..9 \"Điểm\"\n"
    "fact person.since : month \"Từ tháng\"\n"
    "fact household.class : class \"Diện\"\n"
    "fact area.urban : bool \"Đô thị\"\n"
    "link child : person \"Con\" inverse parent absent none\n"
    "link parent : person \"Cha mẹ\" inverse child\n"
    "record loan of person \"Vay\" (owes : money, day : date)\n"
    "parameter base : money \"Chuẩn\"\n"
    "  from 2020-02-01 = 360_000 [d 1]\n"
    "  from 2026-05-01 only granted before 2026-06-01 = 540_000 [e 2]\n"
    "  from 2026-06-01 = 540_000 [e 2]\n"
    "interpretation open \"Mở\" question \"?\" choices (a \"a\", b \"b\") default a author \"x\" [d 1]\n"
    "rule person.age : integer \"Tuổi\" = years from birth to day\n"
    "rule person.owed : money \"Nợ\" = sum owes over loan where (day < 2030-01-01) [d 1]\n"
    "rule person.head : money \"Bình quân\" = (sum income over members) / count members rounded down to 1000 "
    "[d 1]\n"
    "rule person.rate : cases of rate \"Hệ số\"\n"
    "  choose highest of (a, all of (b, first of (c, e)), f except g) [d 1]\n"
    "  case a when age < 4 then 2.5 [d 1]\n"
    "  case b when any child where (age < 16 and not sick) then 1.0 * count child where (age < 16) [d 1]\n"
    "  case c when household.class = poor and 60 <= age then if open = a then 1.5 else 2.0 [d 1]\n"
    "  case e when area.urban or head < 700_000 then 1 [d 1]\n"
    "  case f when points >= 5 then 1.0 [d 1]\n"
    "  case g when sex = female and points in (7, 8) then points / 3 [d 1]\n"
    "benefit help for person \"Trợ giúp\"\n"
    "  amount base * rate rounded half_up to 1000 [d 1]\n"
    "  when not (death < day) [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit loan_help for person \"Giúp trả nợ\"\n"
    "  amount min(owed, base) [d 1]\n  starts month_of_decision [d 1]\n  changes month_after [d 1]\n  stops "
    "same_month [d 1]\n"
    "benefit home.help for household \"Giúp hộ\"\n"
    "  amount base / 3 unrounded [d 1]\n  when any members where (receives help) [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "concurrency one per person \"Một\" at most 1 of (help, loan_help) keeping highest [d 1]\n";

static struct law_program *program(void) {
  static struct law_program *p;
  if (p) return p;
  struct arena *a = arena_new("pack", (size_t)64 << 20);
  struct str name = S("pack.luat"), text = { pack, sizeof pack - 1 };
  struct buf out = buf_new(a, 1 << 20);
  if (law_load_text(a, 1, &name, &text, &p) != OK) {
    law_print_diagnostics(p, &out, EN);
    fprintf(stderr, "%s", out.p);
    abort();
  }
  return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct law_program *p = program();
  struct arena *a = arena_new("fuzz", (size_t)256 << 20);
  jmp_buf full;
  if (setjmp(full) == 0) {
    arena_guard(a, &full);
    struct str text = { (const char *)data, size };
    struct buf out = buf_new(a, (size_t)64 << 20);
    enum err e = law_tool_eval(a, p, text, size & 1 ? VI : EN, &out);
    if (!utf8_valid(buf_view(&out), NULL) || (e == INVALID && !out.n)) abort();
    if (e == OK) {
      json_t *again = json_loadb(out.p, out.n, 0, NULL);
      if (!again) abort();
      json_decref(again);
    }
  }
  arena_free(a);
  return 0;
}
