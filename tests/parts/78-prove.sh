#!/bin/bash
# A sample of each long proof (script/prove) from a fresh seed, PROVE_SECONDS (12) each. The fuzz targets have part 80.
cd "$(dirname "$0")/../.." || exit 1
for part in bulk columns kill soak; do
  script/prove $part --seconds "${PROVE_SECONDS:-12}" | sed -E "s/^((not )?ok) - /\\1 - $part: /"
  code=${PIPESTATUS[0]}
  [ "$code" -le 1 ] || echo "not ok - $part ended with code $code"
done
