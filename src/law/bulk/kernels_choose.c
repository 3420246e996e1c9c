/* kernels_choose: see kernels.h. */
#include "law/bulk/kernels.h"
#include "base/base.h"

const struct kernels *kernels_choose(void) {
#if defined(__x86_64__)
  const char *asked = getenv("ANSINH_ISA");
  __builtin_cpu_init();
  bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
              __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
              __builtin_cpu_supports("avx512vbmi");
  if (asked && !strcmp(asked, "base")) return &kernels_base;
  if (wide && !(asked && !strcmp(asked, "avx2"))) return &kernels_avx512;
  if (__builtin_cpu_supports("avx2")) return &kernels_avx2;
#endif
  return &kernels_base;
}
