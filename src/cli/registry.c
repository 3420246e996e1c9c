#include "cli/registry.h"

#include "cli/commands.h"
#include "web/web.h"

/* A row's permission is its third word; leaving it out, or writing one that does not exist, does not compile. */
#define COMMAND(words, handler, may) .name = words, .kind = CLI_COMMAND, .method = CLI_LOCAL, .permission = CLI_MAY_##may, .command = handler
#define PAGE(words, where, may, handler, place) \
  .name = words, .kind = CLI_PAGE, .method = CLI_GET, .path = where, .permission = CLI_MAY_##may, .page = handler, .section = place
#define TITLE(vi_text, en_text) .title = { vi_text, en_text }
#define HELP(vi_text, en_text) .help = { vi_text, en_text }
#define ARGS(...) \
  .args = (const struct cli_arg[]){ __VA_ARGS__ }, .arg_count = sizeof((const struct cli_arg[]){ __VA_ARGS__ }) / sizeof(struct cli_arg)

#define FOR { "for", CLI_MONTH, CLI_OPTION, NULL, { "cho tháng nào", "which month" } }
#define KNOWN { "known", CLI_DATE, CLI_OPTION, NULL, { "theo những gì đã biết đến hết ngày này", "as known at the end of this day" } }
#define DB { "db", CLI_TEXT, CLI_OPTION, NULL, { "tệp cơ sở dữ liệu (mặc định " CLI_DB_DEFAULT ")", "database file (default " CLI_DB_DEFAULT ")" } }
#define LAWS { "law", CLI_TEXT, CLI_OPTION, NULL, { "các gói luật, cách nhau bằng dấu phẩy (mặc định law/vn,law/vn-hue)", "law packs, separated by commas (default law/vn,law/vn-hue)" } }
#define PACKS { "pack", CLI_TEXT, CLI_REST, NULL, { "tệp hoặc thư mục gói luật (mặc định law/vn law/vn-hue)", "files or folders of law packs (default law/vn law/vn-hue)" } }

#define LAW_DAY { "law-day", CLI_DATE, CLI_OPTION, NULL, { "theo luật của ngày này (mặc định: như --known)", "by the law of this day (default: as --known)" } }
#define FACTS { "facts", CLI_DATE, CLI_OPTION, NULL, { "theo dữ kiện ghi đến ngày này (mặc định: như --known)", "by the facts recorded to this day (default: as --known)" } }
#define THREADS { "threads", CLI_INT, CLI_OPTION, NULL, { "số luồng (mặc định 2)", "threads (default 2)" } }

static const struct cli_entry table[] = {
  /* Pages: section 10, 20 … are the menu, 11, 21 … stand below them. */
  { PAGE("overview", "/", READ_TOTALS, web_page_overview, 10), TITLE("Hôm nay", "Today"),
    ARGS(FOR, KNOWN, { "sort", CLI_CHOICE, CLI_OPTION, "name|people|due|change", { "xếp các xã theo", "order of the communes" } }) },
  { PAGE("search", "/search", READ_PERSON, web_page_search, 20), TITLE("Người dân", "People"),
    ARGS({ "q", CLI_TEXT, CLI_OPTION, NULL, { "tên, năm sinh, số định danh, chủ hộ", "name, year of birth, number, household head" } }, FOR, KNOWN) },
  { PAGE("person", "/person/{id}", READ_PERSON, web_page_person, 21), TITLE("Hồ sơ một người", "A person's file"),
    ARGS({ "id", CLI_INT, CLI_PLACE, NULL, { "mã người", "number of the person" } }, FOR, KNOWN) },
  { PAGE("why", "/person/{id}/why/{benefit}", READ_PERSON, web_page_why, 22), TITLE("Vì sao", "Why"),
    ARGS({ "id", CLI_INT, CLI_PLACE, NULL, { "mã người", "number of the person" } },
         { "benefit", CLI_TEXT, CLI_PLACE, NULL, { "chế độ", "benefit" } }, FOR, KNOWN,
         { "share", CLI_CHOICE, CLI_OPTION, "yes", { "bản không có thông tin kín", "the form without secret facts" } }) },
  { PAGE("check", "/check", READ_PERSON, web_page_check, 30), TITLE("Rà soát", "Caseload check"),
    ARGS(FOR, KNOWN, { "kind", CLI_TEXT, CLI_OPTION, NULL, { "loại việc", "kind of finding" } },
         { "commune", CLI_INT, CLI_OPTION, NULL, { "mã xã", "number of the commune" } },
         { "after", CLI_TEXT, CLI_OPTION, NULL, { "khóa của dòng cuối trang trước", "key of the last row before" } }) },
  { PAGE("law", "/law", READ_LAW, web_page_law, 40), TITLE("Pháp luật", "Law"),
    ARGS({ "q", CLI_TEXT, CLI_OPTION, NULL, { "chữ cần tìm", "words to look for" } }, FOR, KNOWN) },
  { PAGE("law diff", "/law/diff", READ_LAW, web_page_law_diff, 41), TITLE("Thay đổi giữa hai ngày", "Changes between two days"),
    ARGS({ "from", CLI_DATE, CLI_OPTION, NULL, { "từ ngày", "from day" } }, { "to", CLI_DATE, CLI_OPTION, NULL, { "đến ngày", "to day" } }) },
  { PAGE("provision", "/law/{name}", READ_LAW, web_page_provision, 42), TITLE("Một quy định", "A provision"),
    ARGS({ "name", CLI_TEXT, CLI_PLACE, NULL, { "tên quy định", "name of the provision" } }, FOR, KNOWN) },

  /* Commands. */
  { COMMAND("serve", cli_serve, OPERATE), TITLE("Mở các trang trên máy này", "Serve the pages on this machine"),
    HELP("Chỉ đọc, chỉ nghe ở 127.0.0.1. Dừng bằng Ctrl-C.", "Reads only and listens on 127.0.0.1 only. Ctrl-C stops it."),
    ARGS(DB, LAWS, { "port", CLI_INT, CLI_OPTION, NULL, { "cổng (mặc định 8080; 0 là cổng trống bất kỳ)", "port (default 8080; 0 takes any free one)" } },
         { "office", CLI_TEXT, CLI_OPTION, NULL, { "tên cơ quan trên đầu trang", "name of the office in the top bar" } }),
    .examples = "  ansinh serve\n  ansinh serve --db var/ansinh.db --port 8081 --office \"UBND xã A Lưới 2\"" },
  { COMMAND("law check", cli_law_check, READ_LAW), TITLE("Kiểm tra gói luật", "Check law packs"),
    HELP("Mọi lỗi kèm tệp, dòng, cột và cách sửa; rồi đếm những gì gói có. Mã 2 khi có lỗi.",
         "Every error with file, line, column and remedy; then counts what the packs hold. Code 2 when there are errors."),
    ARGS(PACKS), .examples = "  ansinh law check\n  ansinh law check law/vn my_study.luat" },
  { COMMAND("law test", cli_law_test, READ_LAW), TITLE("Chạy kiểm thử của gói luật", "Run the tests of law packs"),
    HELP("Mã 3 khi có mong đợi không đạt.", "Code 3 when an expectation fails."),
    ARGS({ "filter", CLI_TEXT, CLI_OPTION, NULL, { "chỉ những kiểm thử có chữ này trong tên hay tệp", "only tests with this text in their title or file" } }, PACKS),
    .examples = "  ansinh law test\n  ansinh law test --filter \"tháng 8/2026\"" },
  { COMMAND("law eval", cli_law_eval, READ_LAW), TITLE("Xét một tình huống viết bằng JSON", "Answer a situation written in JSON"),
    HELP("Đọc tệp JSON (- là đầu vào chuẩn), trả lời bằng JSON; xem doc/law-eval.md. Mã 2 khi tình huống có lỗi.",
         "Reads a JSON file (- is standard input) and answers in JSON; see doc/law-eval.md. Code 2 when the situation is wrong."),
    ARGS({ "file", CLI_TEXT, CLI_PLACE, NULL, { "tệp JSON, hoặc -", "JSON file, or -" } }, LAWS),
    .examples = "  ansinh law eval situation.json\n  ansinh law eval - < situation.json" },
  { COMMAND("law mutate", cli_law_mutate, READ_LAW), TITLE("Thử làm sai từng chỗ của gói luật", "Break the packs one place at a time"),
    HELP("Mỗi so sánh, số, ngày, trường hợp, ngoại lệ bị đổi một lần; ít nhất một kiểm thử phải báo. Mã 3 khi có chỗ không kiểm thử nào thấy.",
         "Each comparison, number, day, case and exception is changed once; at least one test must fail. Code 3 when some change is seen by no test."),
    ARGS({ "threads", CLI_INT, CLI_OPTION, NULL, { "số luồng (mặc định: số nhân)", "threads (default: number of cores)" } },
         { "equivalent", CLI_TEXT, CLI_OPTION, NULL, { "tệp các đột biến không đổi gì (mặc định law/equivalent-mutants.txt)", "file of mutants that change nothing (default law/equivalent-mutants.txt)" } }, PACKS),
    .examples = "  ansinh law mutate --threads 2" },
  { COMMAND("law coverage", cli_law_coverage, READ_LAW), TITLE("Kiểm thử chưa chạm tới đâu", "What the tests never reach"),
    HELP("Điều kiện chưa từng đúng hay chưa từng sai, trường hợp chưa từng quyết định, nội dung chưa từng dùng. Mã 3 khi có.",
         "Conditions never true or never false, cases that never decide, versions never used. Code 3 when there are any."), ARGS(PACKS) },
  { COMMAND("law show", cli_law_show, READ_LAW), TITLE("Một quy định vào một ngày, và lịch sử của nó", "A provision on a day, and its history"),
    ARGS({ "name", CLI_TEXT, CLI_PLACE, NULL, { "tên tham số, bảng, quy tắc, chế độ, dữ kiện hoặc văn bản", "name of a parameter, table, rule, benefit, fact or document" } },
         { "on", CLI_DATE, CLI_OPTION, NULL, { "ngày (mặc định hôm nay)", "the day (default today)" } }, LAWS),
    .examples = "  ansinh law show assistance_base --on 2026-10-05\n  ansinh law show person.assistance --on 2026-09-01" },
  { COMMAND("law diff", cli_law_diff, READ_LAW), TITLE("Pháp luật khác gì giữa hai ngày", "How the law differs between two days"),
    ARGS({ "before", CLI_DATE, CLI_PLACE, NULL, { "ngày trước", "the earlier day" } }, { "after", CLI_DATE, CLI_PLACE, NULL, { "ngày sau", "the later day" } },
         { "json", CLI_FLAG, CLI_OPTION, NULL, { "trả lời bằng JSON", "answer in JSON" } }, LAWS),
    .examples = "  ansinh law diff 2026-10-04 2026-10-05" },
  { COMMAND("law vocabulary", cli_law_vocabulary, READ_LAW), TITLE("Dữ kiện, giá trị, liên kết mà luật dùng", "Facts, values and links the law speaks of"),
    ARGS({ "json", CLI_FLAG, CLI_OPTION, NULL, { "trả lời bằng JSON", "answer in JSON" } }, LAWS) },
  { COMMAND("law run", cli_law_run, READ_LAW), TITLE("Áp luật lên các cột dữ kiện", "Set the law on columns of facts"),
    HELP("Đọc người và hộ từ CSV, tính mọi chế độ (hoặc các quy tắc nêu tên) cho tháng, ghi kết quả ra CSV; không cần cơ sở dữ liệu. Xem doc/law-run.md.",
         "Reads people and households from CSV, computes every benefit (or the rules named) for the month and writes the answers as CSV; needs no database. See doc/law-run.md."),
    ARGS({ "persons", CLI_TEXT, CLI_REQUIRED, NULL, { "CSV: person_id, household_id và các dữ kiện của người", "CSV: person_id, household_id and facts of persons" } },
         { "households", CLI_TEXT, CLI_OPTION, NULL, { "CSV: household_id và các dữ kiện của hộ", "CSV: household_id and facts of households" } },
         { "for", CLI_MONTH, CLI_REQUIRED, NULL, { "tháng", "month" } },
         { "known", CLI_DATE, CLI_OPTION, NULL, { "luật như đến ngày này (mặc định: ngày cuối tháng)", "the law as of this day (default: the last of the month)" } },
         { "out", CLI_TEXT, CLI_OPTION, NULL, { "thư mục ghi persons.csv và households.csv", "folder for persons.csv and households.csv" } },
         { "rules", CLI_TEXT, CLI_OPTION, NULL, { "chế độ và quy tắc, cách nhau bằng dấu phẩy (mặc định: mọi chế độ)", "benefits and rules, separated by commas (default: every benefit)" } },
         { "day", CLI_DATE, CLI_OPTION, NULL, { "ngày xét của quy tắc (mặc định: ngày cuối tháng)", "the day rules are asked for (default: the last of the month)" } },
         { "threads", CLI_INT, CLI_OPTION, NULL, { "số luồng (mặc định 1)", "threads (default 1)" } },
         { "repeat", CLI_INT, CLI_OPTION, NULL, { "tính bấy nhiêu lần, lấy trung vị (mặc định 1)", "compute so often, the median counts (default 1)" } },
         { "block", CLI_INT, CLI_OPTION, NULL, { "số người một khối (mặc định 2048)", "persons in a block (default 2048)" } }, PACKS),
    .examples = "  ansinh law run bench/bench.luat --persons p.csv --households h.csv --for 2023-06 --out var/run" },
  { COMMAND("law plan", cli_law_plan, READ_LAW), TITLE("Quy tắc nào chạy bằng véc-tơ", "Which rules run in vectors"),
    ARGS({ "for", CLI_MONTH, CLI_OPTION, NULL, { "tháng (mặc định: tháng này)", "month (default: this one)" } },
         { "known", CLI_DATE, CLI_OPTION, NULL, { "luật như đến ngày này", "the law as of this day" } },
         { "persons", CLI_TEXT, CLI_OPTION, NULL, { "CSV của người, để biết cột nào có và rộng bao nhiêu", "CSV of persons, to know which columns there are and how wide" } },
         { "households", CLI_TEXT, CLI_OPTION, NULL, { "CSV của hộ", "CSV of households" } },
         { "rules", CLI_TEXT, CLI_OPTION, NULL, { "chế độ và quy tắc, cách nhau bằng dấu phẩy", "benefits and rules, separated by commas" } },
         { "day", CLI_DATE, CLI_OPTION, NULL, { "ngày xét của quy tắc", "the day rules are asked for" } }, PACKS),
    .examples = "  ansinh law plan\n  ansinh law plan bench/bench.luat --rules person.amount" },
  { COMMAND("synth", cli_synth, OPERATE), TITLE("Tạo tỉnh mẫu với người tưởng tượng", "Make the sample province of invented people"),
    HELP("Dân số từng xã đúng tổng điều tra 2019, đưa đến ngày chọn theo các tỷ lệ ghi trong data/hue/synth_rates.csv; các quyết định cũ theo đúng luật, "
         "trừ các lỗi gài sẵn ghi trong tệp đáp án.",
         "Every commune's people as in the 2019 census, aged by the rates in data/hue/synth_rates.csv; past grants as the law says, but for the planted "
         "faults listed in the answers file."),
    ARGS(DB, LAWS, { "as-of", CLI_DATE, CLI_OPTION, NULL, { "đến ngày nào (mặc định 2026-11-01)", "brought to which day (default 2026-11-01)" } },
         { "seed", CLI_INT, CLI_OPTION, NULL, { "hạt giống", "seed" } },
         { "permille", CLI_INT, CLI_OPTION, NULL, { "phần nghìn dân số (mặc định 1000)", "permille of the people (default 1000)" } },
         { "data", CLI_TEXT, CLI_OPTION, NULL, { "thư mục số liệu (mặc định data/hue)", "data folder (default data/hue)" } },
         { "answers", CLI_TEXT, CLI_OPTION, NULL, { "tệp đáp án", "answers file" } }, THREADS),
    .examples = "  ansinh synth\n  ansinh synth --db var/nho.db --permille 20" },
  { COMMAND("determine", cli_determine, OPERATE), TITLE("Xét mọi người cho một tháng", "Determine everyone for a month"),
    ARGS(FOR, KNOWN, LAW_DAY, FACTS, DB, LAWS, THREADS, { "no-store", CLI_FLAG, CLI_OPTION, NULL, { "chỉ in, không lưu", "print only, do not store" } }),
    .examples = "  ansinh determine --for 2026-11\n  ansinh determine --for 2026-08 --known 2026-09-30" },
  { COMMAND("due", cli_due, OPERATE), TITLE("Danh sách chi trả của tháng, từng xã", "The month's payment list, commune by commune"),
    HELP("Mỗi xã một tệp CSV, theo thôn, bên cạnh tháng trước: mới, thôi, thay đổi và vì sao.", "One CSV a commune, by village, beside last month: new, gone, changed, and why."),
    ARGS(FOR, KNOWN, LAW_DAY, FACTS, DB, LAWS, THREADS, { "out", CLI_TEXT, CLI_OPTION, NULL, { "thư mục (mặc định var/due)", "folder (default var/due)" } },
         { "law-before", CLI_DATE, CLI_OPTION, NULL, { "luật mà tháng trước đã chi theo (mặc định: ngày cuối tháng trước)", "law last month was paid by (default: last day of last month)" } }),
    .examples = "  ansinh due --for 2026-11 --out var/due-2026-11" },
  { COMMAND("explain", cli_explain, READ_PERSON), TITLE("Vì sao một người được hay không được hưởng", "Why a person is entitled or not"),
    ARGS({ "person", CLI_TEXT, CLI_PLACE, NULL, { "mã người, hoặc chữ để tìm", "number of the person, or words to search" } },
         FOR, { "as-known", CLI_DATE, CLI_OPTION, NULL, { "như --known", "same as --known" } }, KNOWN, LAW_DAY, FACTS, DB, LAWS,
         { "benefit", CLI_TEXT, CLI_OPTION, NULL, { "chỉ một chế độ", "one benefit only" } },
         { "full", CLI_FLAG, CLI_OPTION, NULL, { "mọi bước", "every step" } },
         { "share", CLI_FLAG, CLI_OPTION, NULL, { "bỏ những gì kín, để đưa cho người khác", "leave out what is secret, to hand on" } }),
    .examples = "  ansinh explain 1234 --for 2026-08 --as-known 2026-10-05\n  ansinh explain 1234 --full" },
  { COMMAND("adopt", cli_adopt, OPERATE), TITLE("Một văn bản mới thay đổi gì, cho ai", "What a new document changes, and for whom"),
    HELP("So luật ngày trước và ngày văn bản có hiệu lực, trên cùng dữ kiện: chắc chắn, tùy cách hiểu, cần câu trả lời; truy lĩnh theo xã và nguyên nhân.",
         "Sets the law of the day before against the day it is in force, on the same facts: sure, by interpretation, needs an answer; arrears by commune and cause."),
    ARGS({ "document", CLI_TEXT, CLI_PLACE, NULL, { "mã văn bản, ví dụ nd335_2026", "the document's id, such as nd335_2026" } },
         { "to", CLI_MONTH, CLI_OPTION, NULL, { "tháng cuối (mặc định: tháng có hiệu lực)", "last month (default: the month in force)" } }, KNOWN, FACTS, DB, LAWS, THREADS,
         { "out", CLI_TEXT, CLI_OPTION, NULL, { "ghi từng lượt hưởng ra tệp CSV", "write every grant to a CSV file" } }),
    .examples = "  ansinh adopt nd335_2026\n  ansinh adopt nd335_2026 --out var/truy-linh.csv" },
  { COMMAND("check caseload", cli_check_caseload, OPERATE), TITLE("Đặt các khoản đã chi bên cạnh luật", "Set what was paid against the law"),
    ARGS(FOR, KNOWN, LAW_DAY, FACTS, DB, LAWS, THREADS, { "out", CLI_TEXT, CLI_OPTION, NULL, { "ghi danh sách ra tệp CSV", "write the list to a CSV file" } }),
    .examples = "  ansinh check caseload --for 2026-10 --law-day 2026-10-04" },
  { COMMAND("completion", cli_completion, ANYONE), TITLE("In phần tự điền lệnh cho bash", "Print completion for bash"),
    .examples = "  source <(ansinh completion)" },
  { COMMAND("version", cli_version, ANYONE), TITLE("Phiên bản", "The version") },
};

const struct cli_entry *cli_entries(size_t *ret_count) {
  *ret_count = sizeof table / sizeof table[0];
  return table;
}
