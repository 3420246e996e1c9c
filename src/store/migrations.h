/* The migrations built into the program, oldest first. Inside the store only. */
#ifndef ANSINH_STORE_MIGRATIONS_H
#define ANSINH_STORE_MIGRATIONS_H

#include <stddef.h>

struct migration {
  const char *name; /* "0001_register": the order of names is the order of time */
  const char *text; /* in the dialect of dialect.c, closed by NUL */
  size_t size;      /* without the NUL */
};
struct migrations {
  const struct migration *list;
  size_t count;
};
extern const struct migrations store_migrations;

#endif
