#!/bin/sh
# Gives each room of src/rooms.txt a folder of headers it may see, in the build folder. Used by meson.build.
#   rooms.sh make BUILD        for every room BUILD/rooms/see/ROOM (its public headers) and BUILD/rooms/own/ROOM (all of them)
#   rooms.sh args BUILD ROOM   the compiler's -I words for a room, one a line: a path may hold blanks
# A header there only includes the real one, so that messages name the file a person edits.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
table() { sed 's/#.*//' "$here/rooms.txt" | grep -v '^ *$'; }
forward() { # forward FOLDER ROOM HEADER
  mkdir -p "$1/$2"
  line="#include \"$here/$2/$3\""
  echo "$line" >"$1/$2/$3"
}
case $1 in
  make)
    rm -rf "$2/rooms"
    table | while read -r room public _; do
      if [ "$public" != - ]; then for header in $(echo "$public" | tr , ' '); do forward "$2/rooms/see/$room" "$room" "$header"; done; fi
      for header in "$here/$room"/*.h "$here/$room"/*.def; do
        if [ -f "$header" ]; then forward "$2/rooms/own/$room" "$room" "$(basename "$header")"; fi
      done
    done ;;
  args)
    table | while read -r room _ may; do
      if [ "$room" != "$3" ]; then continue; fi
      printf '%s\n' "-I$2/rooms/own/$room"
      if [ "$may" != - ]; then for other in $(echo "$may" | tr , ' '); do printf '%s\n' "-I$2/rooms/see/$other"; done; fi
    done ;;
esac
