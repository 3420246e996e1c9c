/* Public ids: what is mistyped is caught; and no reading function of the register lacks its viewer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "registry/registry.h"

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void one_id(struct rng *r, char id[REG_PUBLIC_ID + 1]) {
  uint8_t bytes[10];
  for (int i = 0; i < 10; i++)
    bytes[i] = (uint8_t)rng_below(r, 256);
  reg_public_id(bytes, id);
}

static void all_bits_are_in_the_letters(void **state) {
  (void)state;
  uint8_t zero[10] = { 0 };
  char first[REG_PUBLIC_ID + 1], id[REG_PUBLIC_ID + 1];
  reg_public_id(zero, first);
  assert_string_equal(first, "00000000000000000");
  for (int bit = 0; bit < 80; bit++) {
    uint8_t one[10] = { 0 };
    one[bit / 8] = (uint8_t)(1u << bit % 8);
    reg_public_id(one, id);
    int different = 0;
    for (int i = 0; i < REG_PUBLIC_ID - 1; i++)
      different += id[i] != first[i];
    assert_int_equal(different, 1);
  }
}

static void every_wrong_letter_and_swap_is_caught(void **state) {
  (void)state;
  struct rng r = { 5 };
  for (int n = 0; n < 400; n++) {
    char id[REG_PUBLIC_ID + 1], wrong[REG_PUBLIC_ID + 1], back[REG_PUBLIC_ID + 1];
    one_id(&r, id);
    assert_int_equal(reg_public_id_typed(str_of(id), back), OK);
    assert_string_equal(back, id);
    for (int i = 0; i < REG_PUBLIC_ID; i++)
      for (int k = 0; k < 32; k++) {
        memcpy(wrong, id, sizeof wrong);
        wrong[i] = letters[k];
        assert_int_equal(reg_public_id_typed(str_of(wrong), back), letters[k] == id[i] ? OK : INVALID);
        assert_int_equal(reg_public_id_mistyped(str_of(wrong)),
                         letters[k] != id[i] && strpbrk(wrong, "0123456789"));
      }
    for (int i = 0; i + 1 < REG_PUBLIC_ID; i++) {
      long one = strchr(letters, id[i]) - letters, two = strchr(letters, id[i + 1]) - letters;
      memcpy(wrong, id, sizeof wrong);
      wrong[i] = id[i + 1];
      wrong[i + 1] = id[i];
      bool unseen = (one - two) % 16 == 0;
      assert_int_equal(reg_public_id_typed(str_of(wrong), back), unseen ? OK : INVALID);
    }
  }
}

static void what_people_type_is_put_right(void **state) {
  (void)state;
  uint8_t bytes[10] = { 0x08, 0x42, 0x10, 0x84, 0x21, 0x08, 0x42, 0x10, 0x84, 0x21 };
  char id[REG_PUBLIC_ID + 1], got[REG_PUBLIC_ID + 1], typed[40];
  reg_public_id(bytes, id);
  assert_int_equal(strspn(id, "1"), 16);
  snprintf(typed, sizeof typed, " lI1l-%.4s %.4s oops", id + 4, id + 8);
  assert_int_equal(reg_public_id_typed(str_of(typed), got), INVALID);
  snprintf(typed, sizeof typed, " lI1l-%.4s %.4s-%.5s ", id + 4, id + 8, id + 12);
  assert_int_equal(reg_public_id_typed(str_of(typed), got), OK);
  assert_string_equal(got, id);
  assert_int_equal(reg_public_id_typed(S("0000000000000000o"), got), OK);
  assert_int_equal(reg_public_id_typed(S(""), got), INVALID);
  assert_int_equal(reg_public_id_typed(S("000000000000000000"), got), INVALID);
  assert_int_equal(reg_public_id_typed(S("U0000000000000000"), got), INVALID);
}

/* Names and the clock tell nothing about anybody. */
static bool of_nobody(const char *prototype) {
  static const char *const names[] = { "reg_register_new(",      "reg_clock_read(",  "reg_known(",
                                       "reg_symbols_load(",      "reg_symbol_find(", "reg_number_make(",
                                       "reg_vocabulary_import(", "reg_load_",        "reg_keep_id(",
                                       "reg_packs_keep(",        "reg_known_since(" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strstr(prototype, names[i]) != NULL) return true;
  return false;
}

static int without_viewer(struct arena *a, const char *path) {
  struct str text;
  int bad = 0;
  if (file_read(a, path, 1 << 20, &text) != OK) return 0;
  for (char *at = (char *)(uintptr_t)text.p; (at = strstr(at, "\nenum err ")) != NULL;) {
    char *end = strchr(++at, ';');
    if (end == NULL) break;
    *end = 0;
    bool touches = strstr(at, "struct db *db") != NULL,
         first = strstr(at, "(const struct viewer *viewer") != NULL;
    if (touches && !first && !of_nobody(at)) {
      print_message("no viewer first: %s\n", at);
      bad++;
    }
    at = end + 1;
  }
  return bad;
}

static void no_reading_function_lacks_its_viewer(void **state) {
  (void)state;
  struct arena *a = arena_new("headers", 8 << 20);
  struct str text;
  assert_int_equal(file_read(a, SOURCE_ROOT "/src/registry/registry.h", 1 << 20, &text), OK);
  assert_int_equal(without_viewer(a, SOURCE_ROOT "/src/registry/registry.h"), 0);
  assert_int_equal(without_viewer(a, SOURCE_ROOT "/src/registry/scan.h"), 0);
  assert_int_equal(without_viewer(a, SOURCE_ROOT "/src/registry/listing.h"), 0);
  assert_int_equal(without_viewer(a, SOURCE_ROOT "/src/registry/packs.h"), 0);
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(all_bits_are_in_the_letters),
    cmocka_unit_test(every_wrong_letter_and_swap_is_caught),
    cmocka_unit_test(what_people_type_is_put_right),
    cmocka_unit_test(no_reading_function_lacks_its_viewer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
