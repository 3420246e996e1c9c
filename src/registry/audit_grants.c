/* What the audit asks of grants that a calendar must tell: months set against days. */
#include "registry/audit.h"
#include "registry/grant.h"

#define OPEN "9223372036854775807"

const char reg_grants_of_the_dead[] =
    "SELECT v.id, v.first_month, min(p.death) FROM grant_version v JOIN grant_ g ON g.id = v.grant_id JOIN"
    " symbol y ON y.id = g.benefit AND (y.marks & 4) = 0 JOIN person_version p ON p.person = g.person"
    " AND p.act_to = " OPEN " WHERE v.act_to = " OPEN " AND p.death IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM act_object o JOIN act a ON a.act = o.act WHERE o.kind = 1 AND o.object = g.person"
    " AND a.confirmed LIKE '%stands_after_death%') GROUP BY v.id, v.first_month ORDER BY v.id";

bool reg_grant_before_death(struct stmt *s) {
  int64_t first = reg_number_at(s, 1), death = reg_number_at(s, 2);
  bool calendar = first >= 0 && first <= month_of(DATE_MAX) && death >= DATE_MIN && death <= DATE_MAX;
  return !calendar || month_first((month)first) <= (date)death; /* what is none another rule tells */
}

/* Pairs of grants of one household and its benefit, $1 of the first and $2 of the other; the last column: 1
 * where the other was first recorded when all that is believed of both lives and households was known, which
 * no act does; 0 where somebody joined, came back or lived again later. */
const char reg_grants_of_a_home[] =
    "SELECT w.id, v.first_month, coalesce(v.last_month, 119999), w.first_month, coalesce(w.last_month,"
    " 119999), a.valid_from, a.valid_to, b.valid_from, b.valid_to, (SELECT coalesce(min(p.death), 2932896)"
    " FROM person_version p WHERE p.person IN (g.person, h.person) AND p.act_to = " OPEN "),"
    " CASE WHEN (SELECT min(o.act_from) FROM grant_version o WHERE o.grant_id = h.id) >"
    " (SELECT max(x.act) FROM (SELECT min(o.act_from) AS act FROM grant_version o WHERE o.grant_id = g.id"
    " UNION ALL SELECT a.act_from UNION ALL SELECT b.act_from UNION ALL SELECT p.act_from FROM person_version"
    " p WHERE p.person IN (g.person, h.person) AND p.act_to = " OPEN ") x) THEN 1 ELSE 0 END"
    " FROM grant_ g JOIN grant_version v ON v.grant_id = g.id AND v.act_to = " OPEN
    " JOIN membership a ON a.person = g.person AND a.act_to = " OPEN
    " JOIN membership b ON b.household = a.household AND b.person <> a.person AND b.act_to = " OPEN
    " JOIN grant_ h ON h.person = b.person AND h.benefit = $2 AND h.id > g.id"
    " AND coalesce(h.record, 0) = coalesce(g.record, 0) AND coalesce(h.component, 0) = coalesce(g.component,"
    " 0) JOIN grant_version w ON w.grant_id = h.id AND w.act_to = " OPEN " WHERE g.benefit = $1"
    " AND v.first_month <= coalesce(w.last_month, 119999) AND w.first_month <= coalesce(v.last_month, 119999)"
    " AND a.household = " REG_GRANT_HOME("g.person", "v.decided") " AND a.household = " REG_GRANT_HOME(
        "h.person", "w.decided") " ORDER BY w.id";

bool reg_grant_refused_at_home(struct stmt *s) { return reg_number_at(s, 10) == 1; }

bool reg_grant_alone_at_home(struct stmt *s) {
  int64_t first = reg_number_at(s, 1), last = reg_number_at(s, 2);
  int64_t from = DATE_MIN, to = reg_number_at(s, 9) + 1; /* until a death */
  if (reg_number_at(s, 3) > first) first = reg_number_at(s, 3);
  if (reg_number_at(s, 4) < last) last = reg_number_at(s, 4);
  for (int i = 5; i <= 7; i += 2) {
    if (reg_number_at(s, i) > from) from = reg_number_at(s, i);
    if (reg_number_at(s, i + 1) < to) to = reg_number_at(s, i + 1);
  }
  bool calendar = first >= 0 && first <= month_of(DATE_MAX) && from >= DATE_MIN && from < to &&
                  to <= DATE_MAX + 1;
  if (!calendar) return true;
  month m = month_of((date)from);
  if (month_first(m) < from) m++;
  if (m < first) m = (month)first;
  return m > last || m > month_of(DATE_MAX) || month_first(m) >= to;
}

/* Months of what is paid once for a death, of benefit $1, with the death. */
const char reg_months_of_a_death[] =
    "SELECT v.id, v.first_month, v.first_month, min(p.death) FROM grant_ g JOIN grant_version v ON "
    "v.grant_id ="
    " g.id AND v.act_to = " OPEN " JOIN person_version p ON p.person = g.person AND p.act_to = " OPEN
    " AND p.death IS NOT NULL WHERE g.benefit = $1 GROUP BY v.id, v.first_month ORDER BY v.id";
const char reg_paid_of_a_death[] =
    "SELECT a.id, a.from_month, a.to_month, min(p.death) FROM grant_ g JOIN grant_paid a ON a.grant_id = g.id"
    " AND a.act_to = " OPEN " JOIN person_version p ON p.person = g.person AND p.act_to = " OPEN
    " AND p.death IS NOT NULL WHERE g.benefit = $1 GROUP BY a.id, a.from_month, a.to_month ORDER BY a.id";

bool reg_grant_in_death_month(struct stmt *s) {
  int64_t from = reg_number_at(s, 1), to = reg_number_at(s, 2), death = reg_number_at(s, 3);
  if (death < DATE_MIN || death > DATE_MAX) return true; /* another rule tells */
  return from == month_of((date)death) && to == from;
}

/* Two grants of one person, of benefits $1 and $2, which are one thing that is paid once. */
const char reg_grants_of_a_death[] =
    "SELECT w.id FROM grant_ g JOIN grant_version v ON v.grant_id = g.id AND v.act_to = " OPEN
    " JOIN grant_ h ON h.person = g.person AND h.benefit = $2 AND h.id > g.id AND coalesce(h.record, 0) ="
    " coalesce(g.record, 0) AND coalesce(h.component, 0) = coalesce(g.component, 0) JOIN grant_version w ON"
    " w.grant_id = h.id AND w.act_to = " OPEN " WHERE g.benefit = $1 ORDER BY w.id";
