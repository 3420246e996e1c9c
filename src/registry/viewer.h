/* viewer: who asks or acts. The first parameter of every question and act; it becomes one filter that each
 * reader applies before it counts: what a viewer may not see is not there, neither as a row nor in a number
 * nor in an order. */
#ifndef ANSINH_REGISTRY_VIEWER_H
#define ANSINH_REGISTRY_VIEWER_H

#include "base/base.h"

/* Classes of facts beyond the basic one, as bits: sensitive by law (health with disability, ethnic origin,
 * accounts), and secret. */
enum viewer_class { VIEWER_SENSITIVE = 1, VIEWER_SECRET = 2 };
enum viewer_role { VIEWER_READS, VIEWER_WRITES, VIEWER_MAY_ALL };

struct viewer {
  int64_t account; /* row of account; who answers for an act. 0 only reads */
  int64_t agency;  /* row of the table office, 0 none */
  enum viewer_role role;
  int64_t area;     /* sees this area and what lies below; 0: everything */
  unsigned classes; /* of enum viewer_class */
};

/* Who the commands act as until there are accounts: may all. The pages' viewer: everything but any class
 * beyond basic. */
struct viewer viewer_all(int64_t account);
struct viewer viewer_pages(void);

#endif
