#!/bin/bash
# The pages in a real browser: Debian's Chromium, driven by playwright-core, looked at by axe-core. First over invented
# people, then over a small province made, determined and checked for it.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
if [ ! -x "$BUILD/tests/browser/demo" ] || [ ! -x "$ANSINH" ]; then
  tap_skip 'the pages are not built'
  exit 0
fi
need_packages browser || exit 1
script/fonts || exit 1
export DEMO=$BUILD/tests/browser/demo
tap_run pages node tests/browser/pages.mjs

export ANSINH_TODAY=2026-11-23
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
province() {
  "$ANSINH" synth --db "$folder/p.db" --permille 20 &&
    for month in 2026-10 2026-11; do
      "$ANSINH" determine --for $month --db "$folder/p.db" && "$ANSINH" check caseload --for $month --db "$folder/p.db" || return 1
    done
}
if province >"$folder/log" 2>&1; then
  echo 'ok - a small province is made for the pages'
  tap_run province node tests/browser/live.mjs "$ANSINH" serve --db "$folder/p.db" --port 0
else
  echo 'not ok - a small province is made for the pages'
  tail -20 "$folder/log" | sed 's/^/# /'
fi
