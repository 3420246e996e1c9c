/* sample_data: names and papers of the invented province, in sample_data.def. */
#ifndef ANSINH_SAMPLE_DATA_H
#define ANSINH_SAMPLE_DATA_H

#include "base/base.h"

#define D(id, text) static const char SD_##id[] __attribute__((unused)) = text;
#include "synth/sample_data.def"
#undef D

/* A text of the data as struct str. */
#define SAMPLE(id) ((struct str) { SD_##id, sizeof SD_##id - 1 })

#endif
