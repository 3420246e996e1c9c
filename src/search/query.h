/* What was typed, read: words, days of birth, numbers, the head's name. Knows nothing of the index. Private
 * to src/search. */
#ifndef ANSINH_SEARCH_QUERY_H
#define ANSINH_SEARCH_QUERY_H

#include "search/search.h"

/* A number as typed or stored, left-aligned in 16 places of 4 bits, a digit as itself + 1: numbers that begin
 * with the same digits lie together. Later digits are not looked at. "+84" and "0084" before a number are 0.
 * 0: no digit. */
uint64_t query_number(struct str digits, int *ret_count);
/* The digits back. `z` has room for 17 bytes. */
struct str query_digits(uint64_t number, char z[17]);

struct query_word {
  struct str fold, spelled; /* text_fold, text_spell */
  bool accented;
};
struct query {
  struct query_word word[SEARCH_WORDS_MAX];
  int words;
  /* Words [0, own_to) are the person's and [head_from, words) the head's when it is read so; head_from 0: it
   * is not. `head_sure`: "hộ" was written with its accent, so it is no surname. */
  int own_to, head_from;
  bool head_sure;
  bool dated; /* born from `from` to `to`, both included; from > to: nobody is */
  date from, to;
  struct {
    uint64_t from, to; /* both included */
  } number[SEARCH_WORDS_MAX];
  int numbers;
  bool cut; /* more was typed than this holds */
};
/* Reads any text at all. What the query points to lies in `a`. */
void query_read(struct arena *a, struct str typed, date today, struct query *ret_query);

#endif
