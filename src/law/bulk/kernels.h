/* kernels: the loops of the bulk evaluator, one operation over a block of lanes. Private to src/law.
 *
 * kernels.c is compiled once for each instruction set; `kernels_choose` picks at start. A kernel handles `n`
 * lanes, a multiple of LANES; buffers it writes have room for that, and for LANES more where it spreads
 * households over persons. Truth is a byte, 0 or 1. Numbers are u8, u16 (both unsigned), i32, i64. Nothing
 * here knows law. */
#ifndef ANSINH_LAW_KERNELS_H
#define ANSINH_LAW_KERNELS_H

#include "base/base.h"

#include <stddef.h>
#include <stdint.h>

enum { LANES = 64, SEGMENT_MAX = 255 /* persons of one household in a vector block */ };

/* The four widths of a number, as an offset from an operation's first kernel. */
enum width { W8, W16, W32, W64, WIDTHS };

struct call {
  size_t n;
  void *d;
  const void *a, *b, *c;
  int64_t imm, imm2;
  const void *table; /* of look-ups: entries of the result's width, padded to a power of two of at least 64 */
  const int32_t
      *start; /* household i of the block has the lanes start[i] - start[0] .. start[i + 1] - start[0] */
  size_t households, persons;
  void *scratch;         /* 8 bytes a lane */
  const int32_t *window; /* by 16 lanes: the household of the first; NULL where a household has nobody */
  const uint8_t *within; /* a lane's household less its window's, 0 .. 15 */
};
typedef void kernel(const struct call *c);

/* X(name): one kernel; W(name): four, by width. */
/* clang-format off */
#define KERNELS(X, W)                                                                                        \
  W(ADD)                                                                                                     \
  W(SUB)                                                                                                     \
  W(MUL)                                                                                                     \
  W(MIN)                                                                                                     \
  W(MAX)                                                    /* d = a op b */                                 \
      W(ADDC) W(RSUBC) W(MULC) W(MINC) W(MAXC)              /* d = a op imm; RSUBC: imm - a */               \
      W(SHIFTC)                                             /* d = a >> imm, of negative ones the floor */   \
      W(EQ) W(LT) W(LE)                                     /* truth */                                      \
      W(EQC) W(LEC) W(GEC) W(SELECT) W(SELECTC) W(SELECTCC) /* c ? a : b; c ? a : imm; c ? imm : imm2 */     \
      W(RSELECTC)                                           /* c ? imm : a */                                \
      W(LUT)                                                /* d (by width) = table[a], a u8 */              \
      W(LUT16)                                              /* the same, a u16 */                            \
      W(SPREAD)                                             /* household to its persons */                   \
      W(SEGSUM)           /* persons to household: u8 to u16, u16 to i32, i32 and i64 to i64 */              \
      W(SEGMIN) W(SEGMAX) /* a household without persons gets imm */                                         \
      W(FILL) W(TO8) W(TO16) W(TO32) W(TO64)        /* from the width to that; the value fits */             \
      X(AND) X(OR) X(XOR1) X(ANDNOT) X(AND3) X(OR3) /* truth; XOR1: not a; ANDNOT: a and not b */            \
      X(KEY) X(KEY2) X(KEYNOT) X(KEY3) /* u8: d = max(a, b ? imm : 0); KEY2: b and c; KEYNOT: b and not c;   \
                                          KEY3: b and c and table */                                         \
      X(LUTADD)                        /* u8: d = b + table[a + c] */                                        \
      X(SEGSUM32)                      /* i32 to i32 */                                                      \
      X(SEGCOUNT)                      /* u8 of at most 31 to u16 */                                         \
      X(SIZE)                          /* i32: persons of the household */                                   \
      X(DIVC)                          /* i64: floor of a / imm; imm2: 0 <= a < 2^55 and 1 < imm < 2^8 */    \
      X(DIVSMALL)                      /* i64: floor of a / b, 0 <= a < 2^55, b u8 (by 0: 0) */              \
      X(DIVV)                          /* i64: floor of a / b, b i64 (by 0: 0) */                            \
      X(YEARS) X(MONTHS) X(YEAR_OF)                                                                          \
          X(PLUS) /* i32 dates a, b; PLUS: a plus b (i32), imm 0 days 1 months 2 years */
/* clang-format on */

#define KERNEL_X(name) KERNEL_##name,
#define KERNEL_W(name) KERNEL_##name, KERNEL_##name##_16, KERNEL_##name##_32, KERNEL_##name##_64,
enum kernel_id { KERNELS(KERNEL_X, KERNEL_W) KERNEL_COUNT };
#undef KERNEL_X
#undef KERNEL_W

struct kernels {
  const char *name;
  kernel *at[KERNEL_COUNT];
};
/* lookups.c, never written: floor(2^64 / d) rounded up for d of 2..255 (0 for 0 and 1), and the first day of
 * each month from January of LAW_YEAR_FIRST, one more than LAW_MONTHS_KNOWN. */
enum { LAW_YEAR_FIRST = 1880, LAW_YEARS_KNOWN = 180, LAW_MONTHS_KNOWN = LAW_YEARS_KNOWN * 12 };
extern const uint64_t law_reciprocals[256];
extern const date law_month_begins[LAW_MONTHS_KNOWN + 1];

extern const struct kernels kernels_base, kernels_avx2, kernels_avx512;
/* The best this processor has. ANSINH_ISA=base|avx2|avx512 in the environment asks for less. */
const struct kernels *kernels_choose(void);

#endif
