/* Takes away what a test kept. */
#include "kept_for_test.h"

#include "kept/kept.h"

#include <dirent.h>
#include <unistd.h>

void remove_kept(struct arena *a, const char *path, const char *register_id) {
  const char *folder = kept_folder(a, path, register_id);
  DIR *d = opendir(folder);
  for (struct dirent *f; d && (f = readdir(d)) != NULL;)
    unlink(arena_print(a, "%s/%s", folder, f->d_name));
  if (d) closedir(d);
  rmdir(folder);
}
