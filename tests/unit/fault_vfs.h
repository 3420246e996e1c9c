/* A disk that fails, for tests of the SQLite engine: it lies over the real files and knows what was synced.
 * Either one call fails (or all from one on), or the power goes: then what was not synced is lost, whole or
 * in parts. One at a time. */
#ifndef ANSINH_TESTS_FAULT_VFS_H
#define ANSINH_TESTS_FAULT_VFS_H

#include "base/base.h"

enum fault_kind { FAULT_ERROR, FAULT_FULL }; /* what a failing call answers */

/* Makes it the way SQLite reaches all files from now on. */
void fault_vfs_install(void);
/* Forgets all files and faults; `seed` decides what a loss of power leaves. */
void fault_vfs_begin(uint64_t seed);
/* The call numbered `at` (from 1, counting reads, writes, syncs, truncations and deletions since
 * fault_vfs_begin) fails, and with `for_ever` all that follow. 0: none. */
void fault_vfs_fail(int64_t at, bool for_ever, enum fault_kind kind);
int64_t fault_vfs_calls(void); /* how many there have been */
bool fault_vfs_failed(void);   /* has the call that was to fail come? */
/* The power goes now: until fault_vfs_power_back all calls fail. Connections are to be closed in between. */
void fault_vfs_power_off(void);
/* Leaves in each file what was synced, and of each write after that nothing, all or a torn part. */
void fault_vfs_power_back(void);

#endif
