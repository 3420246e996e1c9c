/* check caseload, adopt: the running payments against the law, and a decree against both. */
#include "faces/cli/desk.h"

int cli_check_caseload(struct cli_call *call) {
  struct desk o;
  struct people *c;
  struct office_determination d;
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  int code = desk_place(call, "--out", cli_text(&call->args, "out"));
  if (code || (code = desk_open(call, DB_WRITE, &o))) return code;
  if ((code = desk_packs(&o)) || (code = desk_columns(&o, &c))) return code;
  enum err e = office_determine(call->a, o.law, c, o.when, NULL, o.threads, &d);
  if (e == OK) e = office_check(call->a, &d, &f, &n, counts);
  if (e == OK) e = office_store_findings(o.db, &d, f, n, counts);
  if (e != OK) return desk_fault(&o, e, "không rà soát được", "the check failed");
  const char *heads[] = { desk_say(call, "Kết quả", "Finding"), desk_say(call, "Số lượng", "Count"),
                          desk_say(call, "Luật (đồng)", "Law (đồng)"),
                          desk_say(call, "Đã chi (đồng)", "Paid (đồng)") };
  struct cli_table t = cli_table_new(call->a, 4, heads, "lrrr");
  for (int k = 0; k < FIND_KINDS; k++) {
    money law = 0, paid = 0;
    for (int64_t i = 0; i < n; i++)
      if (f[i].kind == (enum office_finding_kind)k) {
        law += f[i].law;
        paid += f[i].paid;
      }
    cli_table_z(&t, office_finding_title((enum office_finding_kind)k, call->lang));
    cli_table_count(&t, counts[k]);
    cli_table_money(&t, law);
    cli_table_money(&t, paid);
  }
  cli_table_print(&t, stdout);
  struct str out = cli_text(&call->args, "out");
  if (out.n) {
    struct buf b = buf_new(call->a, (size_t)256 << 20);
    char z[24];
    buf_z(&b, "person,kind,benefit,law,paid,commune,detail\r\n");
    for (int64_t i = 0; i < n; i++) {
      snprintf(z, sizeof z, "%lld", (long long)f[i].person);
      csv_field(&b, str_of(z), true);
      csv_field(&b, str_of(office_finding_name(f[i].kind)), false);
      csv_field(&b, str_of(f[i].benefit < 0 ? "" : law_benefit_name(o.law, f[i].benefit)), false);
      buf_print(&b, ",%lld,%lld", (long long)f[i].law, (long long)f[i].paid);
      csv_field(&b, desk_commune(&o, f[i].area), false);
      csv_field(&b, f[i].detail[call->lang], false);
      buf_z(&b, "\r\n");
    }
    if (b.full || file_write(out.p, buf_view(&b)) != OK)
      return desk_fault(&o, IO, "không ghi được tệp", "the file cannot be written");
  }
  desk_close(&o);
  return 0;
}

static const char *const group_vi[] = { "Chắc chắn", "Tùy cách hiểu", "Cần có câu trả lời" },
                         *const group_en[] = { "Sure", "By a named interpretation", "Needs an answer" };

int cli_adopt(struct cli_call *call) {
  struct desk o;
  struct people *c;
  struct office_adoption x;
  int code = desk_place(call, "--out", cli_text(&call->args, "out"));
  if (code || (code = desk_open(call, DB_READ, &o))) return code;
  struct str document = cli_text(&call->args, "document");
  date in_force = law_document_in_force(o.law, document);
  if (in_force == DATE_MIN) {
    struct buf near = buf_new(call->a, 4096); /* the nearest name of the packs */
    enum err e = law_tool_show(o.law, document, o.when.law, call->lang, &near);
    cli_law_refuse(call, 2, "không phải mã của một văn bản trong các gói luật.",
                   "is no document of the packs.", document.p);
    if (e == NOT_FOUND) fwrite(near.p, 1, near.n, stderr);
    desk_close(&o);
    return 2;
  }
  month from = month_of(law_document_reaches(o.law, document)),
        to = cli_month(&call->args, "to", month_of(in_force));
  char first[8], last[8];
  if (to < from) {
    fprintf(stderr,
            desk_say(call,
                     "ansinh adopt: --to: tháng %s trước tháng %s, tháng đầu tiên văn bản có tác động.\n",
                     "ansinh adopt: --to: %s is before %s, the first month the document reaches.\n"),
            month_vn(to, last), month_vn(from, first));
    desk_close(&o);
    return 2;
  }
  if ((code = desk_columns(&o, &c))) return code;
  desk_step(call, "Tính theo luật trước và sau", "Asking the law before and after");
  double start = clock_seconds();
  struct office_when last_asked = o.when;
  last_asked.for_month = to;
  enum err e = office_adopt(call->a, o.law, c, o.areas, document, last_asked, o.threads, &x);
  if (e != OK) return desk_fault(&o, e, "không tính được", "the adoption cannot be worked out");
  if (call->terminal) fprintf(stderr, "\r\033[K");
  bool en = call->lang == EN;
  char d[11], m1[8], m2[8], s1[32], s2[32];
  printf(
      en ? "%s, in force %s: months %s to %s, worked out in %.1f s. Nothing has been paid or changed.\n\n"
         : "%s, có hiệu lực %s: các tháng %s đến %s, tính trong %.1f giây. Chưa chi trả hay thay đổi gì.\n\n",
      document.p, date_vn(in_force, d), month_vn(x.from, m1), month_vn(x.to, m2), clock_seconds() - start);
  const char *heads[] = { en ? "Group" : "Nhóm", en ? "Grants" : "Lượt hưởng",
                          en ? "Arrears, by the law" : "Truy lĩnh do luật",
                          en ? "Arrears, by facts" : "Chênh lệch do dữ kiện" };
  struct cli_table t = cli_table_new(call->a, 4, heads, "lrrr");
  for (int g = 0; g < GROUPS; g++) {
    cli_table_z(&t, (en ? group_en : group_vi)[g]);
    cli_table_count(&t, x.people[g]);
    cli_table_money(&t, x.sum[g][CAUSE_LAW]);
    cli_table_money(&t, x.sum[g][CAUSE_FACTS]);
  }
  cli_table_print(&t, stdout);
  const char *reason_heads[] = { en ? "Reason" : "Lý do", en ? "Grants" : "Lượt hưởng",
                                 en ? "Arrears" : "Truy lĩnh",
                                 en ? "More (less) under the other reading"
                                    : "Thêm (bớt) theo cách hiểu kia" };
  struct cli_table why = cli_table_new(call->a, 4, reason_heads, "lrrr");
  struct {
    struct str reason;
    int64_t n;
    money law, other;
  } reason[64];
  int n_reasons = 0;
  for (int64_t i = 0; i < x.n; i++) {
    struct str r = x.at[i].reason[call->lang];
    int k = 0;
    if (!r.n) continue;
    while (k < n_reasons && !str_eq(reason[k].reason, r))
      k++;
    if (k == 64) continue;
    if (k == n_reasons) {
      memset(&reason[k], 0, sizeof reason[k]);
      reason[n_reasons++].reason = r;
    }
    reason[k].n++;
    reason[k].law += x.at[i].law;
    reason[k].other += x.at[i].other_choice;
  }
  for (int k = 0; k < n_reasons; k++) {
    cli_table_cell(&why, reason[k].reason);
    cli_table_count(&why, reason[k].n);
    cli_table_money(&why, reason[k].law);
    cli_table_money(&why, reason[k].other);
  }
  printf("\n");
  cli_table_print(&why, stdout);
  printf("\n");
  const char *month_heads[] = { en ? "Month" : "Tháng", en ? "By the law" : "Do luật" };
  struct cli_table mt = cli_table_new(call->a, 2, month_heads, "lr");
  for (int i = 0; i < x.n_months; i++) {
    cli_table_z(&mt, month_vn(x.from + i, m1));
    cli_table_money(&mt, x.month_law[i]);
  }
  cli_table_print(&mt, stdout);
  printf("\n");
  const char *area_heads[] = { en ? "Commune" : "Xã, phường", en ? "Grants" : "Lượt hưởng",
                               en ? "By the law" : "Do luật", en ? "By facts" : "Do dữ kiện" };
  struct cli_table at = cli_table_new(call->a, 4, area_heads, "lrrr");
  for (int i = 0; i < x.n_communes; i++) {
    cli_table_cell(&at, desk_commune(&o, x.commune[i]));
    cli_table_count(&at, x.commune_people[i]);
    cli_table_money(&at, x.commune_law[i]);
    cli_table_money(&at, x.commune_facts[i]);
  }
  cli_table_print(&at, stdout);
  month_vn(x.to, m1);
  printf(en ? "\nEligibility in %s: %s newly eligible (%s đ a month), "
            : "\nĐiều kiện hưởng tháng %s: %s lượt mới đủ điều kiện (%s đ một tháng), ",
         m1, money_vn(x.gained.people, s1), money_vn(x.gained.sum, s2));
  printf(en ? "%s no longer (%s đ).\n" : "%s lượt không còn (%s đ).\n", money_vn(x.lost.people, s1),
         money_vn(x.lost.sum, s2));
  struct str out = cli_text(&call->args, "out");
  if (out.n) {
    struct buf b = buf_new(call->a, (size_t)256 << 20);
    buf_z(&b, "person,benefit,group,from,to,law,other_choice,facts,commune,reason\r\n");
    static const char *const group_id[] = { "sure", "interpretation", "answer" };
    for (int64_t i = 0; i < x.n; i++) {
      const struct office_arrear *r = &x.at[i];
      buf_print(&b, "%lld,%s,%s,%s,", (long long)r->person, law_benefit_name(o.law, r->benefit),
                group_id[r->group], month_iso(r->from, m1));
      buf_print(&b, "%s,%lld,%lld,%lld", month_iso(r->to, m2), (long long)r->law, (long long)r->other_choice,
                (long long)r->facts);
      csv_field(&b, desk_commune(&o, r->area), false);
      csv_field(&b, r->reason[call->lang], false);
      buf_z(&b, "\r\n");
    }
    if (b.full || file_write(out.p, buf_view(&b)) != OK)
      return desk_fault(&o, IO, "không ghi được tệp", "the file cannot be written");
  }
  desk_close(&o);
  return 0;
}
