/* What the files of the keep share: checksums and the names of files. */
#include "kept/keep.h"

/* Four lanes at once: a generation is read whole each time it is opened, and one lane waits for its
 * multiplications. */
uint64_t keep_sum(const void *bytes, size_t size, uint64_t seed) {
  const unsigned char *p = bytes;
  uint64_t lane[4] = { seed, seed ^ 0x9e3779b97f4a7c15u, ~seed, size };
  size_t n = size;
  for (; n >= 32; p += 32, n -= 32)
    for (int i = 0; i < 4; i++) {
      uint64_t word;
      memcpy(&word, p + 8 * i, 8);
      lane[i] = (lane[i] ^ word) * 0x9fb21c651e98df25u;
      lane[i] ^= lane[i] >> 29;
    }
  return hash64(p, n, hash64(lane, sizeof lane, size));
}

bool keep_path(const struct kept *k, int64_t act, const char *kind, char path[KEPT_PATH_MAX]) {
  int n = snprintf(path, KEPT_PATH_MAX, "%s/%s.%lld.%s", k->set.folder, k->set.name, (long long)act, kind);
  return n > 0 && n < KEPT_PATH_MAX;
}
