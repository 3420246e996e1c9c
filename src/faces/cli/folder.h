/* folder: files a command writes together. They are written into a folder beside the one named and take its
 * place in one step: whoever looks finds all of this run or all of the one before, also when the run was cut
 * short. Names of files made from data are made safe here and nowhere else. */
#ifndef ANSINH_CLI_FOLDER_H
#define ANSINH_CLI_FOLDER_H

#include "base/base.h"

/* What stands in every folder written, last: a line "SHA-256  name" for each file (sha256sum -c reads it). */
#define FOLDER_MANIFEST "manifest.txt"
enum { FOLDER_FILES_MAX = 100000 };

struct folder {
  struct arena *a;
  const char *dir, *beside;
  struct buf manifest;
  int files;
};
/* A part of a file's name: letters and digits of ASCII and `-`, whatever it is made from; "0" where nothing
 * is left. At most 60 bytes. */
struct str cli_folder_name(struct arena *a, struct str text);
/* Begins. CONFLICT: `dir` is no folder, or holds what this did not write: nothing is taken away there; IO. */
enum err cli_folder_begin(struct arena *a, const char *dir, struct folder *ret_f);
/* One more file; `name` is of cli_folder_name's parts, `.` between. CONFLICT: there is one of that name;
 * LIMIT; IO. */
enum err cli_folder_add(struct folder *f, const char *name, struct str text);
/* In one step in the place of what was there. IO, and then everything is as it was. */
enum err cli_folder_end(struct folder *f);
/* What was begun goes; nothing else. */
void cli_folder_drop(struct folder *f);

#endif
