# Shared by the scripts here and the test parts. Use: . "$ROOT/script/lib.sh" (ROOT is set when it is not).
# Gives: need_packages GROUP…, build_product, postgres_start, postgres_stop, scratch_enter, scratch_leave, tap_run NAME COMMAND…, tap_run_each, tap_skip WHY.

ROOT=${ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
BUILD=${BUILD:-$ROOT/build}
ANSINH=${ANSINH:-$BUILD/ansinh}
export ROOT BUILD ANSINH

packages_build='meson ninja-build gcc pkg-config libsqlite3-dev libpq-dev libmicrohttpd-dev libjansson-dev libutf8proc-dev libcmocka-dev sqlite3 ca-certificates'
packages_postgres='postgresql-15'
packages_style='clang-format-14 perl'
packages_tidy='clang-tidy-14'
packages_fuzz='clang-14 libclang-rt-14-dev'
packages_npm='nodejs npm'
packages_browser='chromium nodejs npm'

package_missing() {
  case $1 in
    nodejs|npm) command -v node >/dev/null 2>&1 && return 1 ;;
  esac
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" != installed ]
}

# Installs what is missing of the groups named: build, postgres, style, tidy, fuzz, npm, browser. Says nothing when nothing is.
need_packages() {
  local group package missing='' run=''
  for group in "$@"; do
    local list="packages_$group"
    for package in ${!list}; do
      if package_missing "$package"; then missing="$missing $package"; fi
    done
  done
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" != 0 ]; then run='sudo -n'; fi
  echo "# installing:$missing"
  local log
  log=$(mktemp)
  # Debian's package would make a database cluster of its own and start it; the tests start one for themselves.
  case $missing in
    *postgresql*)
      local settings=/etc/postgresql-common/createcluster.conf
      if [ ! -e $settings ]; then
        $run mkdir -p "$(dirname $settings)"
        echo 'create_main_cluster = false' | $run tee $settings >/dev/null
      fi ;;
  esac
  # apt-get may be busy in another job: wait for its lock. A source that can't be updated need not be the one in need.
  if [ -z "${packages_updated:-}" ]; then
    $run apt-get -q -o DPkg::Lock::Timeout=300 update >"$log" 2>&1
    packages_updated=yes
    export packages_updated
  fi
  if $run env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends \
    $missing >>"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  tail -20 "$log" >&2
  rm -f "$log"
  echo "Could not install. Install these Debian packages, then run this again:$missing" >&2
  return 1
}

# A build folder knows its own path and that of the sources; one that was moved or copied is made anew.
drop_moved_build() { # drop_moved_build FOLDER
  local told=$1/meson-info/meson-info.json
  [ -f "$told" ] || return 0
  grep -qF "\"source\": \"$ROOT\"" "$told" && grep -qF "\"build\": \"$(cd "$1" && pwd)\"" "$told" && return 0
  echo "# $1 was made for another path; it is made anew"
  rm -rf "$1"
}

# Builds everything into $BUILD (or the folder given, with further options for meson setup).
build_product() {
  local folder=${1:-$BUILD} log
  [ $# -gt 0 ] && shift
  log=$(mktemp)
  drop_moved_build "$folder"
  if { [ -f "$folder/build.ninja" ] || meson setup "$folder" "$ROOT" "$@"; } >"$log" 2>&1 &&
     ninja -C "$folder" -j "${JOBS:-2}" >>"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  grep -v '^\[' "$log" | tail -60 >&2
  rm -f "$log"
  return 1
}

# The server refuses to run as root: then it is the account that came with its package.
postgres_run() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"
  else
    "$@"
  fi
}

# Where a server's files are made: in memory, where there is room (a schema is made eight times as fast), or in TMPDIR.
postgres_place() {
  local free
  free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)
  if [ -w /dev/shm ] && [ "${free:-0}" -ge 3000000 ]; then echo "${MEMORY_TMP:-/dev/shm}"
  else echo "${TMPDIR:-/tmp}"
  fi
}

# Starts a private PostgreSQL in a temporary folder, on a free port of 127.0.0.1 only, and sets ANSINH_TEST_DB to the
# address of its database. Text sorts there as Vietnamese unless the schema says otherwise. The caller's trap stops it.
postgres_start() {
  local bin=/usr/lib/postgresql/15/bin try port
  need_packages postgres || return 1
  postgres_folder=$(mktemp -d -p "$(postgres_place)") || return 1
  [ "$(id -u)" = 0 ] && chown postgres "$postgres_folder"
  if ! (cd "$postgres_folder" && postgres_run $bin/initdb -D data -U ansinh -A trust --encoding=UTF8 --locale=C.UTF-8 \
    --locale-provider=icu --icu-locale=vi >initdb.log 2>&1); then
    sed 's/^/# /' "$postgres_folder/initdb.log" >&2
    postgres_stop
    return 1
  fi
  for try in 1 2 3 4 5 6 7 8; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 40000))
    if (cd "$postgres_folder" && postgres_run $bin/pg_ctl -D data -w -t 60 -l server.log \
      -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=''" start >/dev/null 2>&1); then
      ANSINH_TEST_DB="postgresql://ansinh@127.0.0.1:$port/postgres"
      export ANSINH_TEST_DB
      return 0
    fi
  done
  sed 's/^/# /' "$postgres_folder/server.log" >&2
  postgres_stop
  return 1
}

postgres_stop() {
  [ -n "${postgres_folder:-}" ] || return 0
  (cd "$postgres_folder" && postgres_run /usr/lib/postgresql/15/bin/pg_ctl -D data -m immediate stop >/dev/null 2>&1)
  rm -rf "$postgres_folder"
  postgres_folder=''
  unset ANSINH_TEST_DB
}

# Runs a command as (part of) a test and prints TAP. TAP lines of the command's own are passed on; a command without
# any counts as one check by its exit code; a command that ends badly without a `not ok` is given one.
tap_run() {
  local name=$1 out code planned made
  shift
  out=$(mktemp)
  timeout -k 5 "${ANSINH_TEST_SECONDS:-300}" "$@" >"$out" 2>&1 </dev/null
  code=$?
  if grep -qE '^(not )?ok\b' "$out"; then
    sed -E "s/^((not )?ok)( [0-9]+)?( -)? /\1 - $name: /; /^1\.\./d" "$out"
    if [ $code -ne 0 ] && ! grep -q '^not ok\b' "$out"; then
      echo "not ok - $name ended with code $code"
    fi
    planned=$(grep -oE '^1\.\.[0-9]+' "$out" | awk -F'[.][.]' '{ n += $2 } END { print n + 0 }')
    made=$(grep -cE '^(not )?ok\b' "$out")
    [ "$planned" = "$made" ] || echo "not ok - $name comes to its end: $made checks, not $planned"
  elif [ $code -eq 0 ]; then
    echo "ok - $name"
  else
    echo "not ok - $name (code $code)"
    tail -40 "$out" | sed 's/^/# /'
  fi
  rm -f "$out"
  return 0
}

# Runs `tap_run NAME COMMAND` for each line `NAME COMMAND` of standard input, TESTS (2) at once, and prints what they say in
# the order of the lines.
tap_run_each() {
  local folder number=0 name command running=0
  folder=$(mktemp -d)
  while read -r name command; do
    if [ $running -ge "${TESTS:-2}" ]; then
      wait -n
      running=$((running - 1))
    fi
    number=$((number + 1))
    tap_run "$name" "$command" >"$folder/$(printf %04d $number)" &
    running=$((running + 1))
  done
  wait
  cat "$folder"/* 2>/dev/null
  rm -rf "$folder"
}

# Enters a temporary folder of its own (which others may pass through, as some tests are others), for tests that leave files where
# they stand; the caller's trap calls scratch_leave.
scratch_enter() {
  scratch_folder=$(mktemp -d) && chmod 711 "$scratch_folder" && cd "$scratch_folder" || return 1
}
scratch_leave() {
  cd "$ROOT" || return
  [ -n "${scratch_folder:-}" ] && rm -rf "$scratch_folder"
  scratch_folder=''
}

tap_skip() { echo "1..0 # SKIP $*"; }
