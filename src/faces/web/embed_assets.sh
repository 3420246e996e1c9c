#!/bin/sh
# embed_assets.sh OUT NAME FILE [NAME FILE]…: writes the files as byte arrays into one C file.
set -eu
out=$1
shift
{
  echo '/* Made by embed_assets.sh from static/. */'
  echo '#include "faces/web/assets.h"'
  n=0
  list=''
  while [ $# -gt 1 ]; do
    n=$((n + 1))
    echo "static const unsigned char file_$n[] = {"
    od -An -v -t u1 "$2" | sed 's/  */,/g; s/^,//; s/$/,/'
    echo "0};"
    list="$list  { \"$1\", file_$n, sizeof file_$n - 1 },
"
    shift 2
  done
  echo "const struct asset web_assets[] = {"
  printf '%s' "$list"
  echo "};"
  echo "const size_t web_asset_count = $n;"
} > "$out"
