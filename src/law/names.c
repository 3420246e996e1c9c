/* names: finding declared things, and saying what was probably meant. */
#include "law/check.h"

enum { CHOICE_BASE = 100000 }; /* an interpretation is an enumeration of its choices */

#define FINDER(name, list)                                                                     \
    int name(const struct law_program *p, struct str id)                                       \
    {                                                                                          \
        for (size_t i = 0; i < p->list.n; i++) if (str_eq(p->list.at[i].id, id)) return (int)i; \
        return -1;                                                                             \
    }
FINDER(law_find_document, document)
FINDER(law_find_enum, enumeration)
FINDER(law_find_link, link)
FINDER(law_find_record, record)
FINDER(law_find_param, param)
FINDER(law_find_table, table)
FINDER(law_find_benefit, benefit)
FINDER(law_find_interpretation, interpretation)

int law_find_fact(const struct law_program *p, enum entity on, struct str id)
{
    for (size_t i = 0; i < p->fact.n; i++) if (p->fact.at[i].on == on && str_eq(p->fact.at[i].id, id)) return (int)i;
    return -1;
}

int law_find_rule(const struct law_program *p, enum entity on, struct str id)
{
    for (size_t i = 0; i < p->rule.n; i++) if (p->rule.at[i].on == on && str_eq(p->rule.at[i].id, id)) return (int)i;
    return -1;
}

int law_find_case(const struct rule *r, struct str id)
{
    for (int i = 0; i < r->n_case_ids; i++) if (str_eq(r->case_ids[i].id, id)) return i;
    return -1;
}

int law_find_enum_value(const struct law_program *p, int enumeration, struct str id)
{
    if (enumeration < 0) return -1;
    const struct enumeration *e = &p->enumeration.at[enumeration];
    for (int i = 0; i < e->n; i++) if (str_eq(e->at[i].id, id)) return i;
    return -1;
}

struct type check_choice_type(int interpretation)
{
    return (struct type){ .kind = K_ENUM, .enumeration = CHOICE_BASE + interpretation };
}

int law_enum_value_of(const struct law_program *p, struct type t, struct str id)
{
    if (t.enumeration < CHOICE_BASE) return law_find_enum_value(p, t.enumeration, id);
    const struct interpretation *x = &p->interpretation.at[t.enumeration - CHOICE_BASE];
    for (int i = 0; i < x->n; i++) if (str_eq(x->choice[i].id, id)) return i;
    return -1;
}

const char *check_z(struct law_program *p, struct str s) { return arena_text(p->a, s.p, s.n); }

const char *check_nearest(struct law_program *p, struct str name, struct str (*at)(const struct law_program *p, int i, const void *context), int n, const void *context)
{
    int best = 4;
    struct str found = { 0 };
    for (int i = 0; i < n; i++) {
        struct str s = at(p, i, context);
        if (!s.n) continue;
        int d = str_distance(name, s, best);
        if (d < best && d < (int)name.n) { best = d; found = s; }
    }
    return found.n ? arena_print(p->a, " Có phải là «%.*s»? /  Did you mean «%.*s»?", (int)found.n, found.p, (int)found.n, found.p) : "";
}

const char *law_type_name(const struct law_program *p, struct type t, enum lang lang)
{
    static const char *const vi[] = { "?", "đúng/sai", "số nguyên", "tiền", "tiền chưa làm tròn", "hệ số", "ngày", "tháng", "lựa chọn", "số" };
    static const char *const en[] = { "?", "yes/no", "an integer", "money", "an unrounded sum", "a rate", "a date", "a month", "a choice", "a number" };
    if (t.kind == K_ENUM && t.enumeration >= 0 && t.enumeration < CHOICE_BASE) {
        struct str s = p->enumeration.at[t.enumeration].id;
        return arena_text(p->a, s.p, s.n);
    }
    return lang == VI ? vi[t.kind] : en[t.kind];
}

/* An argument may hold both languages, "tiếng Việt / English"; what was read in the file («…» or "…") is left alone. */
static const char *in_language(struct law_program *p, const char *z, enum lang lang)
{
    const char *cut = strncmp(z, "«", strlen("«")) == 0 ? NULL : *z == '"' ? strstr(z, "\" / \"") : strstr(z, " / ");
    if (!cut) return z;
    if (*z == '"') cut++;
    return lang == VI ? arena_text(p->a, z, (size_t)(cut - z)) : cut + strlen(" / ");
}

void law_complain(struct law_program *p, enum severity s, struct place at, enum message m, int n, const char *const *args)
{
    static const struct { const char *vi, *en; } text[] = {
#define X(id, vi, en) { vi, en },
#include "law/messages.def"
#undef X
    };
    if (s == SEVERITY_ERROR && p->errors >= LAW_ERRORS_MAX) return;
    struct diagnostic *d = VEC_PUSH(p->a, &p->diagnostic);
    struct buf vi = buf_new(p->a, 4096), en = buf_new(p->a, 4096);
    const char *in_vi[10], *in_en[10];
    assert(n >= 0 && n <= 10);
    for (int i = 0; i < n; i++) in_vi[i] = in_language(p, args[i], VI), in_en[i] = in_language(p, args[i], EN);
    buf_fill(&vi, text[m].vi, n, in_vi);
    buf_fill(&en, text[m].en, n, in_en);
    d->severity = s;
    d->at = at;
    d->vi = buf_view(&vi);
    d->en = buf_view(&en);
    if (s == SEVERITY_ERROR) p->errors++;
}
