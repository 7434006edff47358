#!/bin/sh
# Becomes a command inside a file system of its own: the programs of this machine, and what is bound into it besides.
#
#   unshare --mount enter.sh ROOT ro|rw SPEC USER COMMAND [ARGUMENT...]
#
# ROOT is an empty directory, used as a place to mount only. SPEC has a line for each binding: source, target, ro or rw,
# separated by tabs. USER is uid:gid. NODE_BIN is the directory of the `node` to be used.
set -eu
root=$1 mode=$2 spec=$3 user=$4
shift 4

mount -t tmpfs -o mode=755 none "$root"
for directory in /bin /sbin /lib /lib64 /usr; do
  if [ -L "$directory" ]; then
    ln -s "$(readlink "$directory")" "$root$directory"
  elif [ -d "$directory" ]; then
    mkdir "$root$directory"
    mount --rbind "$directory" "$root$directory"
  fi
done
mkdir "$root/dev" "$root/proc" "$root/etc" "$root/run" "$root/tmp" "$root/machine" "$root/machine/bin" "$root/machine/node"
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
mount -t tmpfs -o mode=1777 none "$root/tmp"
for file in group hosts ld.so.cache nsswitch.conf; do
  [ -e "/etc/$file" ] && cp "/etc/$file" "$root/etc/$file"
done
printf 'root:x:0:0::/root:/bin/sh\nfedbiomed:x:1000:1000::/tmp:/bin/sh\n' >"$root/etc/passwd"

# Programs of its own can be bound into /usr/local/bin only where that is not this machine's.
mount --bind /usr/local/bin "$root/machine/bin"
mount --bind "$NODE_BIN" "$root/machine/node"
mount -t tmpfs -o mode=755 none "$root/usr/local/bin"
for program in /usr/local/bin/*; do
  [ -e "$program" ] && ln -s "/machine/bin/${program##*/}" "$root/usr/local/bin/${program##*/}"
done
ln -sf /machine/node/node "$root/usr/local/bin/node"

tab=$(printf '\t')
while IFS=$tab read -r source target access; do
  mkdir -p "$root${target%/*}"
  if [ -d "$source" ]; then mkdir -p "$root$target"; else : >"$root$target"; fi
  mount --bind "$source" "$root$target"
  if [ "$access" = ro ]; then mount -o remount,bind,ro "$root$target"; fi
done <"$spec"

if [ "$mode" = ro ]; then mount -o remount,ro "$root"; fi
if [ "$user" = 0:0 ]; then exec chroot "$root" "$@"; fi
exec chroot "$root" setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs "$@"
