# Shared by the scripts here and the test parts. Use: . "$ROOT/script/lib.sh" (ROOT is set when it is not).
# Gives: need_packages GROUP…, build_product, tap_run NAME COMMAND…, tap_skip WHY.

ROOT=${ROOT:-$(cd "$(dirname "$0")/.." && pwd)}
BUILD=${BUILD:-$ROOT/build}
ANSINH=${ANSINH:-$BUILD/ansinh}
export ROOT BUILD ANSINH

packages_build='meson ninja-build gcc pkg-config libsqlite3-dev libpq-dev libmicrohttpd-dev libjansson-dev libutf8proc-dev libcmocka-dev sqlite3 ca-certificates'
packages_fuzz='clang-14 libclang-rt-14-dev'
packages_npm='nodejs npm'
packages_browser='chromium nodejs npm'

package_missing() {
  case $1 in
    nodejs|npm) command -v node >/dev/null 2>&1 && return 1 ;;
  esac
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" != installed ]
}

# Installs what is missing of the groups named: build, fuzz, npm, browser. Says nothing when nothing is.
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

# Builds everything into $BUILD (or the folder given, with further options for meson setup).
build_product() {
  local folder=${1:-$BUILD} log
  [ $# -gt 0 ] && shift
  log=$(mktemp)
  if { [ -f "$folder/build.ninja" ] || meson setup "$folder" "$ROOT" "$@"; } >"$log" 2>&1 &&
     ninja -C "$folder" -j "${JOBS:-2}" >>"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  grep -v '^\[' "$log" | tail -60 >&2
  rm -f "$log"
  return 1
}

# Runs a command as (part of) a test and prints TAP. TAP lines of the command's own are passed on; a command without
# any counts as one check by its exit code; a command that ends badly without a `not ok` is given one.
tap_run() {
  local name=$1 out code
  shift
  out=$(mktemp)
  timeout -k 5 "${ANSINH_TEST_SECONDS:-300}" "$@" >"$out" 2>&1 </dev/null
  code=$?
  if grep -qE '^(not )?ok\b' "$out"; then
    sed -E "s/^((not )?ok)( [0-9]+)?( -)? /\1 - $name: /; /^1\.\./d" "$out"
    if [ $code -ne 0 ] && ! grep -q '^not ok\b' "$out"; then
      echo "not ok - $name ended with code $code"
    fi
  elif [ $code -eq 0 ]; then
    echo "ok - $name"
  else
    echo "not ok - $name (code $code)"
    tail -40 "$out" | sed 's/^/# /'
  fi
  rm -f "$out"
  return 0
}

tap_skip() { echo "1..0 # SKIP $*"; }
