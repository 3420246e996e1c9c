/* Style, script, icon and fonts built into the program, and their version tags. */
#include "faces/web/assets.h"

const struct asset *asset_find(struct str name) {
  for (size_t i = 0; i < web_asset_count; i++)
    if (str_is(name, web_assets[i].name)) return &web_assets[i];
  return NULL;
}

char *asset_tag(const struct asset *f, char z[17]) {
  char whole[65];
  assert(f && f->at);
  sha256_hex(f->at, f->size, whole);
  memcpy(z, whole, 16);
  z[16] = 0;
  return z;
}

const char *asset_address(struct arena *a, const char *name) {
  const struct asset *f = asset_find(str_of(name));
  assert(f);
  char z[17];
  return arena_print(a, "/static/%s?v=%s", name, asset_tag(f, z));
}
