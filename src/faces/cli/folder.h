/* folder: files a command writes together. They are written into a folder beside the one named and take its
 * place in one step: whoever looks finds all of this run or all of the one before, also when the run was cut
 * short. What such a run left beside goes with the next one for the same folder. Names of files made from
 * data are made safe here and nowhere else. */
#ifndef ANSINH_CLI_FOLDER_H
#define ANSINH_CLI_FOLDER_H

#include "base/base.h"

/* What stands in every folder written, last: lines "# name: value" of what the files answer, where their
 * command says it, and a line "SHA-256  name" for each file (sha256sum -c reads these and passes over the
 * others). Each command has its own, so that none takes the folder of another for its own. */
#define FOLDER_OF_LISTS   "manifest.txt"
#define FOLDER_OF_ANSWERS "answers.sha256"
enum { FOLDER_FILES_MAX = 100000 };

struct folder {
  struct arena *a;
  const char *dir, *beside, *listed; /* listed: the manifest's name */
  struct buf manifest;
  int files;
  int lock; /* says that the writer lives, as long as it is held; -1 none */
};
/* A part of a file's name: letters and digits of ASCII and `-`, whatever it is made from; "0" where nothing
 * is left. At most 60 bytes. */
struct str cli_folder_name(struct arena *a, struct str text);
/* May a folder be written at `dir`? OK: nothing is there, an empty folder, or one that was written so and
 * whose files are as their hashes in its manifest say. CONFLICT: anything else; IO. */
enum err cli_folder_free(struct arena *a, const char *dir, const char *listed);
/* Begins, and takes away what a run that has ended left beside. CONFLICT where cli_folder_free says so:
 * nothing is taken away there; IO. After OK cli_folder_drop ends it. */
enum err cli_folder_begin(struct arena *a, const char *dir, const char *listed, struct folder *ret_f);
/* Says in the manifest what the files answer; neither name nor value holds a line break. LIMIT. */
enum err cli_folder_say(struct folder *f, const char *name, const char *value);
/* One more file; `name` is of cli_folder_name's parts, `.` between. CONFLICT: there is one of that name;
 * LIMIT; IO. */
enum err cli_folder_add(struct folder *f, const char *name, struct str text);
/* The same of a file that was written at `beside`/name already. */
enum err cli_folder_take(struct folder *f, const char *name);
/* In one step in the place of what was there. CONFLICT: that was changed meanwhile; IO. Then everything is as
 * it was. Of this and the functions above errno says which fault of the world IO was. */
enum err cli_folder_end(struct folder *f);
/* What was begun goes, where it did not take its place; nothing else. */
void cli_folder_drop(struct folder *f);

#endif
