/* html: the request at hand and the writers into its answer. Each writer is named by where the text lands,
 * and escapes for that place. Only h_raw does not, and it takes literal text only. Private to src/faces/web.
 */
#ifndef ANSINH_WEB_HTML_H
#define ANSINH_WEB_HTML_H

#include "faces/web/web.h"
#include "faces/web/words.h"

struct web_request {
  struct arena *a;
  struct buf out;
  enum lang lang;
  const struct web_config *config;
  const struct cli_entry *entry;
  struct cli_args args;
  struct str path;
  struct str query; /* as sent, without lang: to come back to the same page in the other language */
  const struct web_data *data;
  void *session;
  date today;
  struct web_when when;          /* what is asked */
  bool other_month, other_known; /* chosen, not today's */
  bool part;                     /* only the inner part, for the script */
  struct web_packs packs;        /* what the answers go by */
  struct str refused;            /* why a field was refused, for the page of INVALID */
};

#define h_raw(r, literal) buf_add(&(r)->out, "" literal, sizeof(literal) - 1)
void h_text(struct web_request *r, struct str s); /* between tags */
void h_z(struct web_request *r, const char *z);   /* the same, closed by NUL */
/* ` name="value"`: the name is literal. */
#define h_attr(r, name, value) h_attr_((r), " " name "=\"", (value))
/* For h_attr: `open` is literal. */
void h_attr_(struct web_request *r, const char *open, struct str value);
#define h_attr_int(r, name, value) h_attr_int_((r), " " name "=\"", (value))
/* For h_attr_int: `open` is literal. */
void h_attr_int_(struct web_request *r, const char *open, int64_t value);
void h_url(struct web_request *r, struct str s);        /* one component of an address */
void h_int(struct web_request *r, int64_t v);           /* 98.412; in English 98,412 */
void h_plain_int(struct web_request *r, int64_t v);     /* 98412: ids, years, places in a drawing */
void h_money(struct web_request *r, money v);           /* 810.000 đ, never broken; 810,000 đồng */
void h_date(struct web_request *r, date d);             /* 05/10/2026; 2026-10-05 */
void h_month(struct web_request *r, month m);           /* 10/2026; 2026-10 */
void h_birth(struct web_request *r, date d, int known); /* 12/04/1949, 04/1949 or 1949 */
void h_word(struct web_request *r, enum web_word id);   /* a text of the catalogue, escaped */
const char *h_say(const struct web_request *r, enum web_word id);
/* The text with {0}.. replaced, escaped as a whole. */
#define h_fill(r, id, ...)                                                                                   \
  h_fill_((r), (id), (int)(sizeof((const char *[]) { __VA_ARGS__ }) / sizeof(char *)),                       \
          (const char *[]) { __VA_ARGS__ })
/* For h_fill. */
void h_fill_(struct web_request *r, enum web_word id, int count, const char *const *args);
/* The same figures as text, for h_fill. In the request's arena. */
const char *t_int(struct web_request *r, int64_t v);
const char *t_money(struct web_request *r, money v);
/* 71,6 tỷ đồng, -0,5 tỷ đồng: to a tenth, half of one away from 0; below a million all of it. */
const char *t_big_money(struct web_request *r, money v);
const char *t_date(struct web_request *r, date d);
const char *t_birth(struct web_request *r, date d, int known); /* as h_birth */
const char *t_month(struct web_request *r, month m);
const char *t_text(struct web_request *r, struct str s);
/* The first letters of a hash, enough to tell it from another. */
const char *t_hash(struct web_request *r, struct str hash);
/* The chosen time as the end of an address: "" when it is today's, else "?for=…&known=…" (first: begins with
 * '?' or '&'). */
void h_when(struct web_request *r, char first);

#endif
