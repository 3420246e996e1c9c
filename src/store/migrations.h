/* The migrations built into the program, oldest first. Inside the store only. */
#ifndef ANSINH_STORE_MIGRATIONS_H
#define ANSINH_STORE_MIGRATIONS_H

#include <stddef.h>

struct migration {
  const char *name; /* "0001_register" */
  const char *text; /* closed by NUL */
  size_t size;      /* without the NUL */
};
extern const struct migration store_migrations[];
extern const size_t store_migration_count;

#endif
