#!/bin/bash
# The pages in a real browser: Debian's Chromium, driven by playwright-core, looked at by axe-core.
cd "$(dirname "$0")/../.." || exit 1
. script/lib.sh
if [ ! -x "$BUILD/tests/browser/demo" ]; then
  tap_skip 'the pages are not built'
  exit 0
fi
need_packages browser || exit 1
script/fonts || exit 1
export DEMO=$BUILD/tests/browser/demo
tap_run pages node tests/browser/pages.mjs
