/* situation: people written down by hand (a test, a JSON file) as a law_source. Private to src/law. */
#ifndef ANSINH_LAW_SITUATION_H
#define ANSINH_LAW_SITUATION_H

#include "law/law.h"
#include "law/form/program.h"

struct sit_fact {
  enum entity e;
  int subject, fact;
  date from, until;
  bool asked;
  int64_t lo, hi;
  struct str source;
};
struct sit_subject {
  struct str id;
  bool household;
  int home; /* a person's household, -1 */
  VEC(int64_t) members;
  bool head;
};
struct sit_link {
  int from, link, to;
  bool both; /* told from the other end too, by the inverse name */
};
struct sit_grant {
  int person, benefit;
  date decided;
  month first, last, suspended; /* last, suspended (from which month on): -1 none */
};
struct sit_record {
  enum entity e;
  int subject, record;
  int64_t value[LAW_FIELDS_MAX];
  bool given[LAW_FIELDS_MAX];
};
struct situation {
  struct arena *a;
  const struct law_program *p;
  VEC(struct sit_subject) subject; /* persons and households in one list */
  VEC(struct sit_fact) fact;
  VEC(struct sit_link) link;
  VEC(struct sit_grant) grant;
  VEC(struct sit_record) record;
};
/* The number of a subject, or -1; a new one after it (a name stands once: the caller looked). */
int sit_find(const struct situation *s, struct str id);
int sit_add(struct situation *s, struct str id, bool household);
/* Puts a person in a household. */
void sit_join(struct situation *s, int person, int household);
/* Gives a household of their own to people who have none. */
void sit_house_all(struct situation *s);
/* What came of a link beside those told before: a relation told from its two ends is one relation. */
enum sit_linking { SIT_LINK_NEW, SIT_LINK_OTHER_END, SIT_LINK_TWICE };
/* Adds a link between two people of the situation, of a relation the first end told; a link told again from
 * the same end is not added. */
enum sit_linking sit_link_add(struct situation *s, int from, int link, int to);
/* Would the link make somebody his own ancestor, by the parents and children (links of these names) told
 * before? */
bool sit_link_circular(const struct situation *s, int from, int link, int to);
struct law_source sit_source(struct situation *s);

#endif
