/* Hashes, SHA-256 and the deterministic generator. */
#include "base/base.h"

static uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

uint64_t hash64(const void *p, size_t n, uint64_t seed) {
  assert(p || n == 0);
  const unsigned char *at = p;
  uint64_t h = mix(seed + 0x9e3779b97f4a7c15u) ^ n;
  for (; n >= 8; at += 8, n -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    h = (h ^ word) * 0x9fb21c651e98df25u;
    h ^= h >> 29;
  }
  uint64_t tail = 0;
  for (size_t i = 0; i < n; i++)
    tail |= (uint64_t)at[i] << (8 * i);
  return mix((h ^ tail) * 0x9fb21c651e98df25u);
}

uint64_t rng_next(struct rng *r) {
  assert(r);
  return mix(r->s += 0x9e3779b97f4a7c15u);
}

uint64_t rng_below(struct rng *r, uint64_t n) {
  assert(n > 0);
  /* The first 2^64 mod n numbers would come out once too often. */
  uint64_t skip = (0 - n) % n, v;
  do
    v = rng_next(r);
  while (v < skip);
  return v % n;
}

/* ---- SHA-256, FIPS 180-4 ---- */

static const uint32_t round_keys[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }

static void block(uint32_t state[8], const unsigned char *p) {
  uint32_t w[64], v[8];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 |
           p[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >> 3);
    uint32_t s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  memcpy(v, state, sizeof v);
  for (int i = 0; i < 64; i++) {
    uint32_t s1 = turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25);
    uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    uint32_t t1 = v[7] + s1 + choice + round_keys[i] + w[i];
    uint32_t s0 = turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22);
    uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    memmove(v + 1, v, 7 * sizeof v[0]);
    v[4] += t1;
    v[0] = t1 + s0 + majority;
  }
  for (int i = 0; i < 8; i++)
    state[i] += v[i];
}

struct sha256 sha256_begin(void) {
  return (struct sha256) { .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                                      0x1f83d9ab, 0x5be0cd19 } };
}

void sha256_add(struct sha256 *h, const void *p, size_t n) {
  assert(h && (p || n == 0));
  const unsigned char *at = p;
  size_t held = h->bytes % 64;
  assert(h->bytes + n >= h->bytes);
  h->bytes += n;
  if (held > 0) {
    size_t more = n < 64 - held ? n : 64 - held;
    if (more > 0) memcpy(h->rest + held, at, more);
    if (held + more < 64) return;
    block(h->state, h->rest);
    at += more;
    n -= more;
  }
  for (; n >= 64; at += 64, n -= 64)
    block(h->state, at);
  if (n > 0) memcpy(h->rest, at, n);
}

void sha256_end(const struct sha256 *h, char z[65]) {
  assert(h && z);
  uint32_t state[8];
  memcpy(state, h->state, sizeof state);
  size_t rest = h->bytes % 64;
  unsigned char tail[128] = { 0 };
  assert(rest < sizeof h->rest);
  memcpy(tail, h->rest, rest);
  tail[rest] = 0x80;
  size_t size = rest < 56 ? 64 : 128;
  for (size_t i = 0; i < 8; i++)
    tail[size - 1 - i] = (unsigned char)(h->bytes * 8 >> (8 * i));
  block(state, tail);
  if (size == 128) block(state, tail + 64);
  for (int i = 0; i < 8; i++)
    snprintf(z + 8 * i, 9, "%08x", state[i]);
}

void sha256_hex(const void *p, size_t n, char z[65]) {
  struct sha256 h = sha256_begin();
  sha256_add(&h, p, n);
  sha256_end(&h, z);
}
