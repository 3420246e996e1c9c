#!/bin/sh
# embed.sh OUT FILE...: writes the SQL files as byte arrays into one C file, in the order given.
set -eu
out=$1
shift
{
  echo '#include "store/migrations.h"'
  n=0
  for f in "$@"; do
    n=$((n + 1))
    echo "static const char text_$n[] = {"
    od -An -v -t d1 "$f" | sed 's/  */,/g; s/^,//; s/$/,/'
    echo "0};"
  done
  echo "static const struct migration list[] = {"
  n=0
  for f in "$@"; do
    n=$((n + 1))
    name=$(basename "$f" .sql)
    echo "  { \"$name\", text_$n, sizeof text_$n - 1 },"
  done
  echo "};"
  echo "const struct migrations store_migrations = { list, $# };"
} > "$out"
