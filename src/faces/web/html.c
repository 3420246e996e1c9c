/* The writers into a page, each escaping for the place its text lands in. */
#include "faces/web/html.h"

static void escaped(struct buf *b, struct str s) {
  size_t start = 0;
  for (size_t i = 0; i < s.n; i++) {
    const char *with;
    switch (s.p[i]) {
    case '&': with = "&amp;"; break;
    case '<': with = "&lt;"; break;
    case '>': with = "&gt;"; break;
    case '"': with = "&quot;"; break;
    case '\'': with = "&#39;"; break;
    default:
      if ((unsigned char)s.p[i] >= 0x20 || s.p[i] == '\n' || s.p[i] == '\t') continue;
      with = "\xEF\xBF\xBD";
    }
    buf_add(b, s.p + start, i - start);
    buf_z(b, with);
    start = i + 1;
  }
  buf_add(b, s.p + start, s.n - start);
}

/* Text that is not UTF-8 would let a browser guess another encoding and see tags where none are: it is not
 * shown. */
void h_text(struct web_request *r, struct str s) {
  assert(s.p || s.n == 0);
  size_t bad;
  if (!s.n) return;
  if (utf8_valid(s, &bad))
    escaped(&r->out, s);
  else
    h_raw(r, "\xEF\xBF\xBD");
}

void h_z(struct web_request *r, const char *z) { h_text(r, str_of(z)); }

void h_attr_(struct web_request *r, const char *open, struct str value) {
  buf_z(&r->out, open);
  h_text(r, value);
  buf_c(&r->out, '"');
}

void h_attr_int_(struct web_request *r, const char *open, int64_t value) {
  buf_z(&r->out, open);
  buf_int(&r->out, value);
  buf_c(&r->out, '"');
}

void h_url(struct web_request *r, struct str s) {
  static const char hex[] = "0123456789ABCDEF";
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                 c == '.' || c == '_' || c == '~';
    if (plain) {
      buf_c(&r->out, (char)c);
    } else {
      buf_c(&r->out, '%');
      buf_c(&r->out, hex[c >> 4]);
      buf_c(&r->out, hex[c & 15]);
    }
  }
}

const char *t_int(struct web_request *r, int64_t v) {
  char z[32];
  number_text(v, r->lang, z);
  return arena_text(r->a, z, strlen(z));
}

const char *t_money(struct web_request *r, money v) {
  return arena_print(r->a, "%s\xC2\xA0%s", t_int(r, v), h_say(r, W_dong_short));
}

const char *t_big_money(struct web_request *r, money v) {
  enum { MILLION = 1000000, BILLION = 1000000000, HALF_TENTH = 20 };
  uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v;
  if (size < MILLION) return arena_print(r->a, "%s %s", t_int(r, v), h_say(r, W_dong));
  bool big = size + MILLION / HALF_TENTH >= BILLION; /* 999.950.000 is a billion to a tenth */
  uint64_t unit = big ? BILLION : MILLION, tenths = (size + unit / HALF_TENTH) / (unit / 10);
  const char *name = h_say(r, big ? W_billion : W_million);
  char point = r->lang == VI ? ',' : '.';
  return arena_print(r->a, "%s%s%c%d %s %s", v < 0 ? "-" : "", t_int(r, (int64_t)(tenths / 10)), point,
                     (int)(tenths % 10), name, h_say(r, W_dong));
}

const char *t_date(struct web_request *r, date d) {
  char z[11];
  return arena_text(r->a, date_text(d, r->lang, z), 10);
}

const char *t_month(struct web_request *r, month m) {
  char z[8];
  return arena_text(r->a, month_text(m, r->lang, z), 7);
}

const char *t_hash(struct web_request *r, struct str hash) {
  enum { LETTERS = 12 };
  return arena_print(r->a, "%.*s", (int)(hash.n < LETTERS ? hash.n : LETTERS), hash.p);
}

const char *t_text(struct web_request *r, struct str s) { return arena_text(r->a, s.p, s.n); }

void h_int(struct web_request *r, int64_t v) { h_z(r, t_int(r, v)); }
void h_plain_int(struct web_request *r, int64_t v) { buf_int(&r->out, v); }
void h_money(struct web_request *r, money v) { h_z(r, t_money(r, v)); }
void h_date(struct web_request *r, date d) { h_z(r, t_date(r, d)); }
void h_month(struct web_request *r, month m) { h_z(r, t_month(r, m)); }

const char *t_birth(struct web_request *r, date d, int known) {
  char z[11];
  return t_text(r, str_of(date_known_text(d, known, r->lang, z)));
}

void h_birth(struct web_request *r, date d, int known) { h_z(r, t_birth(r, d, known)); }

const char *h_say(const struct web_request *r, enum web_word id) { return web_word(id, r->lang); }
void h_word(struct web_request *r, enum web_word id) { h_z(r, h_say(r, id)); }

void h_fill_(struct web_request *r, enum web_word id, int count, const char *const *args) {
  struct buf b = buf_new(r->a, 16384);
  buf_fill(&b, h_say(r, id), count, args);
  if (b.full) r->out.full = true; /* the page is answered with LIMIT */
  h_text(r, buf_view(&b));
}

void h_when(struct web_request *r, char first) {
  assert(first == '?' || first == '&');
  char z[11];
  if (r->other_month) {
    if (first == '&')
      h_raw(r, "&amp;for=");
    else
      h_raw(r, "?for=");
    buf_z(&r->out, month_iso(r->when.for_month, z));
    first = '&';
  }
  if (r->other_known) {
    if (first == '&')
      h_raw(r, "&amp;known=");
    else
      h_raw(r, "?known=");
    buf_z(&r->out, date_iso(r->when.known, z));
  }
}
