#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bulk_random.h"
#include "law/kernels.h"

/* BULK_SECONDS and BULK_SEED in the environment make the random tests longer, or start them elsewhere. */
#define BYTES ((size_t)512 << 20)
static const month MONTH = 2023 * 12 + 5;

static int64_t setting(const char *name, int64_t otherwise)
{
    int64_t v;
    const char *z = getenv(name);
    return z && parse_int(str_of(z), &v) == OK ? v : otherwise;
}

static int64_t at(const struct law_bulk_output *o, int32_t i)
{
    return o->bytes == 1 ? ((uint8_t *)o->value)[i] : o->bytes == 2 ? ((uint16_t *)o->value)[i] : o->bytes == 4 ? ((int32_t *)o->value)[i] : ((int64_t *)o->value)[i];
}

static struct law_program *program(struct arena *a, struct str text)
{
    struct law_program *p;
    struct str name = S("random.luat");
    enum err e = law_load_text(a, 1, &name, &text, &p);
    if (e == OK) return p;
    if (getenv("BULK_SHOW")) {
        struct buf b = buf_new(a, 1 << 20);
        law_print_diagnostics(p, &b, EN);
        fprintf(stderr, "%s\n", b.p);
    }
    return NULL;
}

static void show(const struct law_program *p, struct str text, uint64_t seed, const char *what, int32_t row)
{
    (void)p;
    fprintf(stderr, "%.*s\nseed %llu, %s, row %d\n", (int)text.n, text.p, (unsigned long long)seed, what, row);
}

static bool cases_same(const struct law_bulk_output *o, int32_t i, const struct law_result *q)
{
    int n = 0;
    for (int k = 0; k < o->keys; k++) {
        if (!o->key[k][i]) continue;
        bool found = false;
        for (int c = 0; c < q->n_cases; c++) found |= q->cases[c].rule == o->key_rule[k] && q->cases[c].kase == o->key[k][i] - 1;
        if (!found) return false;
        n++;
    }
    return n == q->n_cases;
}

static bool benefit_same(struct law_session *s, int benefit, const struct law_bulk_output *o, int32_t i)
{
    struct law_result q;
    uint8_t status = o->status ? o->status[i] : LAW_BULK_VALUE;
    if (law_ask(s, benefit, i, &q) != OK) return status == LAW_BULK_FAULT;
    if (status != (uint8_t)q.status) return false;
    if (status != LAW_BULK_VALUE) return true;
    return at(o, i) == q.amount && cases_same(o, i, &q);
}

/* A rule as run_rule leaves it; where that is open, bulk may know by completions, so nothing is said. */
static bool rule_same(struct law_session *s, struct arena *ids, int rule, const struct law_bulk_output *o, int32_t i)
{
    enum kind k = s->p->rule.at[rule].type.kind;
    uint8_t status = o->status ? o->status[i] : LAW_BULK_VALUE;
    (void)ids;
    arena_reset(s->scratch);
    run_start(s, 1);
    s->granted = DATE_MAX;
    s->err = OK;
    struct val v = run_rule(s, rule, (struct subject){ .e = s->p->rule.at[rule].on, .id = i });
    if (s->err != OK) return status == LAW_BULK_FAULT;
    if (!val_known(v, k)) return status == LAW_BULK_UNKNOWN || status == LAW_BULK_VALUE || status == LAW_BULK_NOT;
    if (status == LAW_BULK_FAULT) return k == K_RATE || k == K_SUM; /* a ratio that the column's denominator does not hold */
    if (!v.some) return status == LAW_BULK_NOT;
    if (status != LAW_BULK_VALUE) return false;
    for (int c = 0; c < LAW_CASES_MAX; c++) {
        bool in = false;
        for (int j = 0; j < o->keys; j++) in |= o->key[j][i] == c + 1;
        if (in != (v.cases[c / 64] >> (c % 64) & 1)) return false;
    }
    if (kind_is_set(k)) return v.set == 1ull << at(o, i);
    return ratio_cmp(v.lo, (struct ratio){ at(o, i), o->den }) == 0 || (ratio_cmp(v.lo, v.hi) == 0 && (int64_t)v.lo.num * o->den == at(o, i) * v.lo.den);
}

static int targets_of(const struct law_program *p, struct law_bulk_target *t)
{
    int n = 0;
    for (int b = 0; b < law_benefit_count(p); b++) t[n++] = (struct law_bulk_target){ LAW_BULK_BENEFIT, b, 0 };
    for (int r = 0; r < law_bulk_rule_count(p) && n < 40; r++) t[n++] = (struct law_bulk_target){ LAW_BULK_RULE, r, 0 };
    return n;
}

static bool outputs_same(const struct law_bulk_output *a, const struct law_bulk_output *b, int n)
{
    for (int t = 0; t < n; t++)
        for (int32_t i = 0; i < a[t].rows; i++) {
            bool same = at(&a[t], i) == at(&b[t], i) && (!a[t].status || a[t].status[i] == b[t].status[i]);
            for (int k = 0; k < a[t].keys; k++) same &= a[t].key[k][i] == b[t].key[k][i];
            if (same) continue;
            fprintf(stderr, "target %d row %d: value %lld, %lld, status %d, %d\n", t, i, (long long)at(&a[t], i), (long long)at(&b[t], i), a[t].status ? a[t].status[i] : 1, b[t].status ? b[t].status[i] : 1);
            return false;
        }
    return true;
}

struct tally { int packs, refused; int64_t rows, by_row; };

/* One random pack on random people: bulk, in several shapes, against the replay. */
static void one_round(uint64_t seed, struct tally *tally)
{
    struct rng r = { seed };
    struct arena *a = arena_new("test", BYTES), *ids = arena_new("ids", BYTES);
    struct random_options o = { .links = rng_below(&r, 3) == 0, .rules = 1 + (int)rng_below(&r, 9) };
    struct str text = random_pack(a, &r, o);
    struct law_program *p = program(a, text);
    tally->packs++;
    if (!p) { tally->refused++; goto done; }
    struct random_people q = random_people(a, &r, p, 4 + (int)rng_below(&r, 30), 16, rng_below(&r, 3) ? 2 + (int)rng_below(&r, 40) : 0);
    struct law_source source = random_source(a, ids, &q, MONTH);
    struct law_bulk_target target[64];
    struct law_bulk_output out[64], again[64];
    struct law_bulk_report report;
    struct law_bulk *b;
    int n = targets_of(p, target);
    assert_int_equal(law_bulk_plan(a, p, (struct law_bulk_question){ MONTH, month_last(MONTH), NULL }, q.first, q.last, n, target, &b), OK);
    law_bulk_outputs(a, b, out);
    law_bulk_outputs(a, b, again);
    assert_int_equal(law_bulk_run(b, (struct law_bulk_options){ 1, 0 }, out, &report), OK);
    tally->by_row += report.rows_asked;
    static const struct law_bulk_options shapes[] = { { 2, 0 }, { 3, 7 }, { 1, 1 }, { 1, 100 } };
    assert_int_equal(law_bulk_run(b, shapes[seed % 4], again, NULL), OK);
    if (!outputs_same(out, again, n)) {
        show(p, text, seed, "threads or blocks change it", 0);
        for (size_t f = 0; f < p->fact.n && getenv("BULK_SHOW"); f++) {
            const struct law_column *c = &q.last->fact[f];
            for (int32_t i = 0; c->at && i < (p->fact.at[f].on == E_PERSON ? q.last->persons : q.last->households); i++)
                fprintf(stderr, "%.*s[%d] = %lld%s\n", (int)p->fact.at[f].full.n, p->fact.at[f].full.p, i, (long long)(c->bytes == 1 ? ((const uint8_t *)c->at)[i] : c->bytes == 4 ? ((const int32_t *)c->at)[i] : ((const int64_t *)c->at)[i]), c->hole && c->hole[i] ? " (hole)" : "");
        }
        fail();
    }
    struct law_session *s = law_session_new(a, p, &source, (struct law_question){ MONTH, month_last(MONTH) });
    for (int t = 0; t < n; t++)
        for (int32_t i = 0; i < out[t].rows; i++) {
            bool same = target[t].kind == LAW_BULK_BENEFIT ? benefit_same(s, target[t].index, &out[t], i) : rule_same(s, ids, target[t].index, &out[t], i);
            arena_reset(ids);
            tally->rows++;
            if (same) continue;
            show(p, text, seed, target[t].kind == LAW_BULK_BENEFIT ? law_benefit_name(p, target[t].index) : law_bulk_rule_name(p, target[t].index), i);
            fprintf(stderr, "bulk: status %d value %lld, cases", out[t].status ? out[t].status[i] : 1, (long long)at(&out[t], i));
            for (int k = 0; k < out[t].keys; k++) if (out[t].key[k][i]) fprintf(stderr, " %s", law_bulk_case(b, &out[t], k, out[t].key[k][i]));
            struct law_result w;
            if (target[t].kind == LAW_BULK_BENEFIT) {
                enum err e = law_ask(s, target[t].index, i, &w);
                fprintf(stderr, "\nreplay: code %d status %d value %lld, cases", (int)e, (int)w.status, (long long)w.amount);
                for (int k = 0; e == OK && k < w.n_cases; k++) fprintf(stderr, " %s", law_case_name(p, w.cases[k]));
            }
            fprintf(stderr, "\nflags %d\n", out[t].flags ? out[t].flags[i] : -1);
            fail();
        }
    law_session_free(s);
done:
    arena_free(ids);
    arena_free(a);
}

static void bulk_agrees_with_the_replay(void **state)
{
    (void)state;
    struct tally t = { 0 };
    double end = clock_seconds() + (double)setting("BULK_SECONDS", 4);
    uint64_t seed = (uint64_t)setting("BULK_SEED", 1);
    for (int i = 0; i < 40 || clock_seconds() < end; i++) one_round(seed++, &t);
    print_message("%d packs (%d refused by the checker), %lld rows, %lld answered by the replay\n", t.packs, t.refused, (long long)t.rows, (long long)t.by_row);
    assert_true(t.refused < t.packs / 2);
    assert_true(t.by_row < t.rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(bulk_agrees_with_the_replay) };
    return cmocka_run_group_tests_name("bulk", tests, NULL, NULL);
}
