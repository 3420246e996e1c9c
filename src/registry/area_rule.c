/* The rule of areas in time. Circles in the data end: a chain is cut at its longest, a walk remembers where
 * it was. */
#include "registry/area_rule.h"

enum { CHAIN_MAX = 32, WALK_MAX = 64 };

/* 0: nothing followed it by that day. */
static int64_t heir_of(const struct area_reader *reader, int64_t area, date day) {
  struct area_heir best = { 0 }, heir;
  for (int i = 0; reader->heir(reader->context, area, i, &heir); i++) {
    if (heir.day > day) continue;
    bool first = heir.day < best.day || (heir.day == best.day && heir.area < best.area);
    if (best.area == 0 || heir.share > best.share || (heir.share == best.share && first)) best = heir;
  }
  return best.area;
}

static bool version_on(const struct area_reader *reader, int64_t area, date day,
                       struct area_version *ret_version) {
  struct area_version v;
  bool found = false;
  for (int i = 0; reader->version(reader->context, area, i, &v); i++) {
    if (v.from > day || v.to <= day || (found && v.row < ret_version->row)) continue;
    *ret_version = v;
    found = true;
  }
  return found;
}

bool reg_rule_in_force(const struct area_reader *reader, int64_t area, date day,
                       struct area_version *ret_version) {
  for (int step = 0; step < CHAIN_MAX && area > 0; step++) {
    if (version_on(reader, area, day, ret_version)) return true;
    area = heir_of(reader, area, day);
  }
  return false;
}

struct walk {
  int64_t area[WALK_MAX];
  int n;
};

static void reach(struct walk *w, int64_t area) {
  if (area <= 0 || w->n == WALK_MAX) return;
  for (int i = 0; i < w->n; i++)
    if (w->area[i] == area) return;
  w->area[w->n++] = area;
}

bool reg_rule_sees(const struct area_reader *reader, int64_t area, int64_t mine, date day) {
  struct walk w = { .n = 0 };
  struct area_version v;
  reach(&w, area);
  for (int at = 0; at < w.n; at++) {
    if (w.area[at] == mine) return true;
    for (int i = 0; reader->version(reader->context, w.area[at], i, &v); i++)
      if (v.to > day) reach(&w, v.parent);
    reach(&w, heir_of(reader, w.area[at], DATE_MAX));
  }
  return false;
}
