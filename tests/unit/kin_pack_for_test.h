/* The law that the tests of reading people ask: it looks at kin, households, areas and friends, so that every
 * kind of row matters to some answer. */
#ifndef ANSINH_TESTS_KIN_PACK_FOR_TEST_H
#define ANSINH_TESTS_KIN_PACK_FOR_TEST_H

/* `records`: the lines that declare records, or "". */
#define KIN_PACK(records)                                                                                    \
  "language 1\ndocument d \"D\" issued 2019-12-01 in_force 2020-01-01\n  articles 1-9\n"                     \
  "enum class \"Diện\" (none \"không\", poor \"nghèo\")\n"                                               \
  "fact person.birth : date \"Ngày sinh\" required\n"                                                       \
  "fact person.death : date \"Ngày chết\" absent never\n"                                                 \
  "fact person.ill : bool \"Ốm\" absent no\n"                                                              \
  "fact person.income : money \"Thu nhập\"\n"                                                              \
  "fact household.class : class \"Diện nghèo\" absent none\n"                                             \
  "fact area.hard : bool \"Khó khăn\" absent no\n"                                                         \
  "link parent : person \"Cha, mẹ\" inverse child absent none\n"                                           \
  "link child : person \"Con\" inverse parent absent none\n"                                                 \
  "link friend : person \"Bạn\"\n" records "parameter base : money \"Mức\"\n  = 1000 [d 1]\n"              \
  "rule person.children : integer \"Con\" = count child where (years from birth to day < 16) [d 1]\n"        \
  "rule person.size : integer \"Người\" = count members\n"                                                \
  "benefit kin.aid for person \"Trợ cấp con\"\n"                                                         \
  "  amount base * children + base * (if ill then 10 else 0) exactly [d 1]\n"                                \
  "  when children >= 1 or ill [d 1]\n"                                                                      \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"                \
  "benefit home.aid for person \"Trợ cấp hộ\"\n"                                                       \
  "  amount base * size + base * (if area.hard then 100 else 0) exactly [d 1]\n"                             \
  "  when household.class = poor and not (receives kin.aid) [d 1]\n"                                         \
  "  starts month_of_decision [d 1]\n  changes month_after [d 1]\n  stops same_month [d 1]\n"                \
  "benefit friend.aid for person \"Trợ cấp bạn\"\n"                                                    \
  "  amount base * count friend + base * count parent where (ill) exactly [d 1]\n"                           \
  "  when any friend where (ill) or any parent where (income < 500) [d 1]\n"                                 \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops same_month [d 1]\n"

#endif
