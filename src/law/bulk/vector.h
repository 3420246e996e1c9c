/* vector: the few loops that the compiler does not vectorise well, written with explicit vectors, each beside
 * a scalar reference of the same meaning. Private to kernels.c; the test compares each with its reference.
 *
 * All take n, a multiple of 64. */
#ifndef ANSINH_LAW_VECTOR_H
#define ANSINH_LAW_VECTOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* ---- bytes looked up in a table of `size` bytes (a power of two, 64 at least, readable) ---- */

/* d = t[a]. */
static inline void scalar_lut8(uint8_t *restrict d, const uint8_t *restrict a, const uint8_t *restrict t,
                               size_t n) {
  for (size_t i = 0; i < n; i++)
    d[i] = t[a[i]];
}

/* d = b + t[a + c], as bytes that wrap. */
static inline void scalar_lutadd8(uint8_t *restrict d, const uint8_t *restrict a, const uint8_t *restrict b,
                                  const uint8_t *restrict c, const uint8_t *restrict t, size_t n) {
  for (size_t i = 0; i < n; i++)
    d[i] = (uint8_t)(b[i] + t[(uint8_t)(a[i] + c[i])]);
}

/* d = t[a], four bytes wide. */
static inline void scalar_lut32(int32_t *restrict d, const uint8_t *restrict a, const int32_t *restrict t,
                                size_t n) {
  for (size_t i = 0; i < n; i++)
    d[i] = t[a[i]];
}

/* ---- running sums: s[0] is 0, s[i + 1] = s[i] + a[i] ---- */

/* s has n + 1 places; the sums wrap at 32 bits. */
static inline void scalar_sums32(uint32_t *restrict s, const int32_t *restrict a, size_t n) {
  uint32_t sum = 0;
  s[0] = 0;
  for (size_t i = 0; i < n; i++)
    s[i + 1] = sum += (uint32_t)a[i];
}

/* The same with sums of 64 bits, the values signed. */
static inline void scalar_sums32_64(uint64_t *restrict s, const int32_t *restrict a, size_t n) {
  uint64_t sum = 0;
  s[0] = 0;
  for (size_t i = 0; i < n; i++)
    s[i + 1] = sum += (uint64_t)(int64_t)a[i];
}

/* ---- a household's value to its persons, by windows of 16 lanes (see struct call) ---- */

/* Sixteen persons share a window: d = a[window + within]. */
static inline void scalar_spread8(uint8_t *restrict d, const uint8_t *restrict a,
                                  const int32_t *restrict window, const uint8_t *restrict within, size_t n) {
  for (size_t i = 0; i < n; i++)
    d[i] = a[window[i / 16] + within[i]];
}

/* The same, four bytes wide. */
static inline void scalar_spread32(int32_t *restrict d, const int32_t *restrict a,
                                   const int32_t *restrict window, const uint8_t *restrict within, size_t n) {
  for (size_t i = 0; i < n; i++)
    d[i] = a[window[i / 16] + within[i]];
}

/* ---- i32 compared with a bound, as bytes ---- */

/* d = a <= k. */
static inline void scalar_le32(uint8_t *restrict d, const int32_t *restrict a, int32_t k, size_t n) {
  for (size_t i = 0; i < n; i++)
    d[i] = a[i] <= k;
}

#if defined(__AVX512VBMI__)

/* As scalar_lut8. */
static inline void vector_lut8(uint8_t *restrict d, const uint8_t *restrict a, const uint8_t *restrict t,
                               size_t size, size_t n) {
  if (size > 128) {
    scalar_lut8(d, a, t, n);
    return;
  }
  __m512i t0 = _mm512_loadu_si512(t), t1 = size > 64 ? _mm512_loadu_si512(t + 64) : t0;
  if (size <= 64)
    for (size_t i = 0; i < n; i += 64)
      _mm512_storeu_si512(d + i, _mm512_permutexvar_epi8(_mm512_loadu_si512(a + i), t0));
  else
    for (size_t i = 0; i < n; i += 64)
      _mm512_storeu_si512(d + i, _mm512_permutex2var_epi8(t0, _mm512_loadu_si512(a + i), t1));
}

/* As scalar_lutadd8. */
static inline void vector_lutadd8(uint8_t *restrict d, const uint8_t *restrict a, const uint8_t *restrict b,
                                  const uint8_t *restrict c, const uint8_t *restrict t, size_t size,
                                  size_t n) {
  if (size > 64) {
    scalar_lutadd8(d, a, b, c, t, n);
    return;
  }
  __m512i t0 = _mm512_loadu_si512(t);
  for (size_t i = 0; i < n; i += 64) {
    __m512i ix = _mm512_add_epi8(_mm512_loadu_si512(a + i), _mm512_loadu_si512(c + i));
    _mm512_storeu_si512(d + i, _mm512_add_epi8(_mm512_loadu_si512(b + i), _mm512_permutexvar_epi8(ix, t0)));
  }
}

/* As scalar_lut32. */
static inline void vector_lut32(int32_t *restrict d, const uint8_t *restrict a, const int32_t *restrict t,
                                size_t used, size_t n) {
  if (used > 32) {
    scalar_lut32(d, a, t, n);
    return;
  }
  __m512i t0 = _mm512_loadu_si512(t), t1 = _mm512_loadu_si512(t + 16);
  for (size_t i = 0; i < n; i += 16) {
    __m512i ix = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)(a + i)));
    _mm512_storeu_si512(d + i, _mm512_permutex2var_epi32(t0, ix, t1));
  }
}

/* As scalar_le32. */
static inline void vector_le32(uint8_t *restrict d, const int32_t *restrict a, int32_t k, size_t n) {
  __m512i bound = _mm512_set1_epi32(k), one = _mm512_set1_epi8(1);
  for (size_t i = 0; i < n; i += 64) {
    uint64_t m0 = _mm512_cmple_epi32_mask(_mm512_loadu_si512(a + i), bound),
             m1 = _mm512_cmple_epi32_mask(_mm512_loadu_si512(a + i + 16), bound);
    uint64_t m2 = _mm512_cmple_epi32_mask(_mm512_loadu_si512(a + i + 32), bound),
             m3 = _mm512_cmple_epi32_mask(_mm512_loadu_si512(a + i + 48), bound);
    _mm512_storeu_si512(d + i, _mm512_maskz_mov_epi8((__mmask64)(m0 | m1 << 16 | m2 << 32 | m3 << 48), one));
  }
}

/* As scalar_sums32. */
static inline void vector_sums32(uint32_t *restrict s, const int32_t *restrict a, size_t n) {
  const __m512i none = _mm512_setzero_si512(), last = _mm512_set1_epi32(15);
  __m512i carry = none;
  s[0] = 0;
  for (size_t i = 0; i < n; i += 16) {
    __m512i v = _mm512_loadu_si512(a + i);
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, none, 15));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, none, 14));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, none, 12));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, none, 8));
    v = _mm512_add_epi32(v, carry);
    _mm512_storeu_si512(s + i + 1, v);
    carry = _mm512_permutexvar_epi32(last, v);
  }
}

/* As scalar_sums32_64. */
static inline void vector_sums32_64(uint64_t *restrict s, const int32_t *restrict a, size_t n) {
  const __m512i none = _mm512_setzero_si512(), last = _mm512_set1_epi64(7);
  __m512i carry = none;
  s[0] = 0;
  for (size_t i = 0; i < n; i += 8) {
    __m512i v = _mm512_cvtepi32_epi64(_mm256_loadu_si256((const __m256i *)(const void *)(a + i)));
    v = _mm512_add_epi64(v, _mm512_alignr_epi64(v, none, 7));
    v = _mm512_add_epi64(v, _mm512_alignr_epi64(v, none, 6));
    v = _mm512_add_epi64(v, _mm512_alignr_epi64(v, none, 4));
    v = _mm512_add_epi64(v, carry);
    _mm512_storeu_si512(s + i + 1, v);
    carry = _mm512_permutexvar_epi64(last, v);
  }
}

/* As scalar_spread8. */
static inline void vector_spread8(uint8_t *restrict d, const uint8_t *restrict a,
                                  const int32_t *restrict window, const uint8_t *restrict within, size_t n) {
  for (size_t i = 0; i < n; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(a + window[i / 16])),
            ix = _mm_loadu_si128((const __m128i *)(const void *)(within + i));
    _mm_storeu_si128((__m128i *)(void *)(d + i), _mm_shuffle_epi8(v, ix));
  }
}

/* As scalar_spread32. */
static inline void vector_spread32(int32_t *restrict d, const int32_t *restrict a,
                                   const int32_t *restrict window, const uint8_t *restrict within, size_t n) {
  for (size_t i = 0; i < n; i += 16) {
    __m512i ix = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)(within + i)));
    _mm512_storeu_si512(d + i, _mm512_permutexvar_epi32(ix, _mm512_loadu_si512(a + window[i / 16])));
  }
}

#elif defined(__AVX2__)

/* As scalar_sums32. */
static inline void vector_sums32(uint32_t *restrict s, const int32_t *restrict a, size_t n) {
  scalar_sums32(s, a, n);
}
/* As scalar_sums32_64. */
static inline void vector_sums32_64(uint64_t *restrict s, const int32_t *restrict a, size_t n) {
  scalar_sums32_64(s, a, n);
}

/* As scalar_spread8. */
static inline void vector_spread8(uint8_t *restrict d, const uint8_t *restrict a,
                                  const int32_t *restrict window, const uint8_t *restrict within, size_t n) {
  for (size_t i = 0; i < n; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(a + window[i / 16])),
            ix = _mm_loadu_si128((const __m128i *)(const void *)(within + i));
    _mm_storeu_si128((__m128i *)(void *)(d + i), _mm_shuffle_epi8(v, ix));
  }
}
/* As scalar_spread32. */
static inline void vector_spread32(int32_t *restrict d, const int32_t *restrict a,
                                   const int32_t *restrict window, const uint8_t *restrict within, size_t n) {
  scalar_spread32(d, a, window, within, n);
}

/* 32 bytes of memory. */
static inline __m256i load256(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
/* The same back into memory. */
static inline void store256(void *p, __m256i v) { _mm256_storeu_si256((__m256i *)p, v); }

/* Up to four shuffles of 16 entries, each taking what the one before left out. */
static inline __m256i lookup256(__m256i ix, const __m256i *part, int parts) {
  __m256i r = _mm256_shuffle_epi8(part[0], _mm256_or_si256(ix, _mm256_cmpgt_epi8(ix, _mm256_set1_epi8(15))));
  for (int p = 1; p < parts; p++) {
    __m256i rest = _mm256_sub_epi8(ix, _mm256_set1_epi8((char)(16 * p)));
    r = _mm256_or_si256(
        r,
        _mm256_shuffle_epi8(part[p], _mm256_or_si256(rest, _mm256_cmpgt_epi8(rest, _mm256_set1_epi8(15)))));
  }
  return r;
}

/* A table of up to 64 bytes as shuffles of 16 entries; how many. */
static inline int parts256(__m256i *part, const uint8_t *t, size_t size) {
  int parts = size <= 16 ? 1 : size <= 32 ? 2 : 4;
  for (int p = 0; p < parts; p++)
    part[p] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(t + 16 * p)));
  return parts;
}

/* As scalar_lut8. */
static inline void vector_lut8(uint8_t *restrict d, const uint8_t *restrict a, const uint8_t *restrict t,
                               size_t size, size_t n) {
  if (size > 64) {
    scalar_lut8(d, a, t, n);
    return;
  }
  __m256i part[4];
  int parts = parts256(part, t, size);
  if (parts == 1)
    for (size_t i = 0; i < n; i += 32)
      store256(d + i, _mm256_shuffle_epi8(part[0], load256(a + i)));
  else
    for (size_t i = 0; i < n; i += 32)
      store256(d + i, lookup256(load256(a + i), part, parts));
}

/* As scalar_lutadd8. */
static inline void vector_lutadd8(uint8_t *restrict d, const uint8_t *restrict a, const uint8_t *restrict b,
                                  const uint8_t *restrict c, const uint8_t *restrict t, size_t size,
                                  size_t n) {
  if (size > 64) {
    scalar_lutadd8(d, a, b, c, t, n);
    return;
  }
  __m256i part[4];
  int parts = parts256(part, t, size);
  for (size_t i = 0; i < n; i += 32) {
    __m256i ix = _mm256_add_epi8(load256(a + i), load256(c + i));
    __m256i v = parts == 1 ? _mm256_shuffle_epi8(part[0], ix) : lookup256(ix, part, parts);
    store256(d + i, _mm256_add_epi8(load256(b + i), v));
  }
}

/* As scalar_lut32. */
static inline void vector_lut32(int32_t *restrict d, const uint8_t *restrict a, const int32_t *restrict t,
                                size_t used, size_t n) {
  if (used > 8) {
    scalar_lut32(d, a, t, n);
    return;
  }
  __m256i t0 = load256(t);
  for (size_t i = 0; i < n; i += 8)
    store256(d + i, _mm256_permutevar8x32_epi32(
                        t0, _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)(a + i)))));
}

/* As scalar_le32. */
static inline void vector_le32(uint8_t *restrict d, const int32_t *restrict a, int32_t k, size_t n) {
  __m256i bound = _mm256_set1_epi32(k), one = _mm256_set1_epi8(1),
          order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  for (size_t i = 0; i < n; i += 32) {
    __m256i g0 = _mm256_cmpgt_epi32(load256(a + i), bound),
            g1 = _mm256_cmpgt_epi32(load256(a + i + 8), bound);
    __m256i g2 = _mm256_cmpgt_epi32(load256(a + i + 16), bound),
            g3 = _mm256_cmpgt_epi32(load256(a + i + 24), bound);
    __m256i g = _mm256_packs_epi16(_mm256_packs_epi32(g0, g1), _mm256_packs_epi32(g2, g3));
    store256(d + i, _mm256_andnot_si256(_mm256_permutevar8x32_epi32(g, order), one));
  }
}

#else

/* As scalar_lut8. */
static inline void vector_lut8(uint8_t *restrict d, const uint8_t *restrict a, const uint8_t *restrict t,
                               size_t size, size_t n) {
  (void)size;
  scalar_lut8(d, a, t, n);
}
/* As scalar_lutadd8. */
static inline void vector_lutadd8(uint8_t *restrict d, const uint8_t *restrict a, const uint8_t *restrict b,
                                  const uint8_t *restrict c, const uint8_t *restrict t, size_t size,
                                  size_t n) {
  (void)size;
  scalar_lutadd8(d, a, b, c, t, n);
}
/* As scalar_lut32. */
static inline void vector_lut32(int32_t *restrict d, const uint8_t *restrict a, const int32_t *restrict t,
                                size_t used, size_t n) {
  (void)used;
  scalar_lut32(d, a, t, n);
}
/* As scalar_le32. */
static inline void vector_le32(uint8_t *restrict d, const int32_t *restrict a, int32_t k, size_t n) {
  scalar_le32(d, a, k, n);
}
/* As scalar_sums32. */
static inline void vector_sums32(uint32_t *restrict s, const int32_t *restrict a, size_t n) {
  scalar_sums32(s, a, n);
}
/* As scalar_sums32_64. */
static inline void vector_sums32_64(uint64_t *restrict s, const int32_t *restrict a, size_t n) {
  scalar_sums32_64(s, a, n);
}
/* As scalar_spread8. */
static inline void vector_spread8(uint8_t *restrict d, const uint8_t *restrict a,
                                  const int32_t *restrict window, const uint8_t *restrict within, size_t n) {
  scalar_spread8(d, a, window, within, n);
}
/* As scalar_spread32. */
static inline void vector_spread32(int32_t *restrict d, const int32_t *restrict a,
                                   const int32_t *restrict window, const uint8_t *restrict within, size_t n) {
  scalar_spread32(d, a, window, within, n);
}

#endif
#endif
