/* What the acts on grants share: what is decided anew and what is put right. Not for other files. */
#ifndef ANSINH_REGISTRY_GRANT_H
#define ANSINH_REGISTRY_GRANT_H

#include "registry/inner.h"

enum { MONTH_FOREVER = 9999 * 12 + 11, MONTH_MIN = 12, FIRST_MONTH_AHEAD = 12 };

struct reg_grant_act {
  struct reg_doing *doing;
  struct str benefit_name;
  const struct reg_vocabulary *v;
  const struct reg_grant *g;
  const struct reg_months_input *in;
  struct reg_thing benefit; /* written under its first number */
  int64_t grant;
  int64_t record;     /* first number of the record it is for, 0 none */
  bool of_dead, once; /* reg_grant_marks; once: of the dead, and paid once */
  /* the row believed */
  int64_t row, person, component;
  month first, last;
  date decided;
  bool running;
};

/* A sum that can be one, a month of the calendar, a month of the grant (reg_grant_believed): or refused. */
enum err reg_grant_amount(const struct reg_grant_act *x, money amount);
enum err reg_grant_month(const struct reg_grant_act *x, month m, const char *field);
enum err reg_grant_month_within(struct reg_grant_act *x, month m, const char *field);
/* What x->g says in itself: sum, months, days, texts. */
enum err reg_grant_sums_and_days(struct reg_grant_act *x);
/* Nobody is granted anything before birth, and the dead only what is for a death; of x->g->person. */
enum err reg_grant_in_life(struct db *db, const struct reg_grant_act *x);

/* Which fields a refusal names: of the benefit, the day of decision, the first month. */
struct reg_grant_fields {
  const char *benefit, *decided, *first_month;
};
/* What is for a death is granted for one that is recorded, decided after it; what is paid once for it, for
 * its month: else refuses x->g. */
enum err reg_grant_for_death(const struct reg_grant_act *x, const struct reg_life *life,
                             const struct reg_grant_fields *fields);

/* Held: what x->g says may be, and is more often a slip of the pen. */
enum err reg_grant_unlikely(const struct reg_grant_act *x);

/* The months a grant is to have, and what makes another one of the same. */
struct reg_grant_claim {
  int64_t grant; /* its own number, 0: it is not there yet */
  int64_t person, record, component;
  month first, last;
  date decided;       /* tells whose household's it is */
  const char *field;  /* that is refused */
  int64_t *ret_other; /* the grant in the way, where one is; NULL: not asked */
};
/* The household a grant is of: that of the person named ($n, or g.person) on the day of the decision, else
 * the first he joined after it (people_grant_home). */
#define REG_GRANT_HOME(person, decided)                                                                      \
  "(SELECT q.household FROM membership q WHERE q.person = " person                                           \
  " AND q.act_to = 9223372036854775807 AND q.valid_to > " decided " ORDER BY q.valid_from, q.id LIMIT 1)"
/* Refuses where another grant of the same benefit, record and component has one of the months; and where
 * another member of the household holds its benefit in one: who has left it does not, and what he was granted
 * for another household is not its. */
enum err reg_grant_one(struct db *db, const struct reg_grant_act *x, const struct reg_grant_claim *c);
enum err reg_grant_one_home(struct db *db, const struct reg_grant_act *x, const struct reg_grant_claim *c);

/* Reads the row of grant x->grant that is believed now, whoever's it is, and by which act it was written.
 * NOT_FOUND. */
enum err reg_grant_row(struct db *db, struct reg_grant_act *x, int64_t *ret_act);
/* The row of x->grant that is believed now, of somebody the viewer sees, into x; refuses where there is none.
 */
enum err reg_grant_believed(struct db *db, struct reg_grant_act *x);
/* Whether x->benefit is of the dead, and of these paid once by x->v, into x. */
enum err reg_grant_marks(struct db *db, struct reg_grant_act *x);
/* For a client key: what a grant says. */
void reg_grant_sent(struct reg_doing *doing, const struct reg_grant *g);
/* What the acts on months of a grant have in common: `work` is given a struct reg_grant_act. */
enum err reg_months_act(struct db *db, struct reg_doing *doing, const struct reg_months_input *in,
                        enum err (*work)(struct db *, struct reg_doing *, void *));
/* Writes x->g as what x->grant says from this act on. */
enum err reg_grant_write(struct db *db, struct reg_grant_act *x);
/* The act touches the grant and its person. */
void reg_grant_touch(const struct reg_grant_act *x);

/* Held: months from `first` on are paid under the grant, and would no longer be to be paid; `says` takes that
 * month's neighbour as the act gives it and the last month paid. */
struct reg_grant_paid_already {
  month first, given;
  const char *field;
  enum reg_says says;
};
/* See the struct above. */
enum err reg_grant_not_paid_from(struct db *db, const struct reg_grant_act *x,
                                 const struct reg_grant_paid_already *p);
/* A sum above 0 of months whose list is drawn by now: a month's payment is drawn before the 25th of the month
 * before, so a month after the next one is held. What is paid once is paid for the first month alone. */
enum err reg_grant_payment(struct db *db, struct reg_grant_act *x);
/* Refuses months x->in->from to x->in->to of what is paid once but its first. */
enum err reg_grant_paid_once(const struct reg_grant_act *x);
/* Held: the grant is suspended in one of the months x->in->from to x->in->to. */
enum err reg_grant_not_suspended(struct db *db, const struct reg_grant_act *x);

struct reg_suspension {
  month from, to;
  bool open;
  struct str reason;
};
/* Writes a suspension of x->grant by this act. */
enum err reg_grant_write_suspension(struct db *db, const struct reg_grant_act *x,
                                    const struct reg_suspension *p);
struct reg_grant_paid_row {
  month from, to;
  money amount;
};
/* Writes what was paid of x->grant for months, so much each. */
enum err reg_grant_write_paid(struct db *db, const struct reg_grant_act *x,
                              const struct reg_grant_paid_row *p);

#endif
