/* area_rule: which area answers for which on a day, and which areas a viewer's area sees. The one rule, over
 * whatever holds the versions and successions: the registry reads them of a day or of one place, the room
 * people holds them of all times.
 *
 * In force. An area counts by its version in force on the day (of several the one written last); one that is
 * not in force then is answered by the area that followed it by that day: of several the one that took most
 * people, then the earlier to follow, then the smaller number.
 *
 * Seen. From where somebody lives one walks upwards: through every parent of the day asked or later, and
 * through the area that followed (whenever it did). Who has an area on that walk for his own sees the place:
 * so the office that took over sees what its predecessor answered for, and the predecessor nothing that came
 * after it. */
#ifndef ANSINH_REGISTRY_AREA_RULE_H
#define ANSINH_REGISTRY_AREA_RULE_H

#include "base/base.h"

struct area_version {
  int64_t row;          /* of several in force the greatest counts */
  int64_t area, parent; /* parent 0: none */
  date from, to;
  int64_t place; /* the reader's own */
};
struct area_heir {
  int64_t area; /* that follows */
  date day;
  int64_t share; /* of the people; 0 not known */
};
/* Where versions and successions are. Each gives the i-th of an area, in any order; false: there are no more.
 */
struct area_reader {
  const void *context;
  bool (*version)(const void *context, int64_t area, int i, struct area_version *ret_version);
  bool (*heir)(const void *context, int64_t area, int i, struct area_heir *ret_heir);
};

/* The version that answers for an area on a day. False: none. */
bool reg_rule_in_force(const struct area_reader *reader, int64_t area, date day,
                       struct area_version *ret_version);
/* Does who has the area `mine` see what lives in `area` on a day? */
bool reg_rule_sees(const struct area_reader *reader, int64_t area, int64_t mine, date day);

#endif
