/* assets: the files of static/ built into the program. Private to src/faces/web. */
#ifndef ANSINH_WEB_ASSETS_H
#define ANSINH_WEB_ASSETS_H

#include "base/base.h"

struct asset {
  const char *name;
  const unsigned char *at;
  size_t size;
};
extern const struct asset web_assets[];
extern const size_t web_asset_count;

/* The file of that name, NULL when there is none. */
const struct asset *asset_find(struct str name);
/* SHA-256 of its content, the first 16 hex digits: its ETag, and the version in its address. `z` has room
 * for 17. */
char *asset_tag(const struct asset *f, char z[17]);
/* "/static/style.css?v=…": changes when the content does, so a browser may keep it for ever. */
const char *asset_address(struct arena *a, const char *name);

#endif
