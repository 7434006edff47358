#!/bin/sh
# What `systemctl enable --now NAME@INSTANCE` does, for a unit that starts one program as one user. Anything else is refused.
set -eu
[ $# = 3 ] && [ "$1 $2" = 'enable --now' ] || { echo "systemctl: this one does not know: $*" >&2; exit 64; }
name=${3%@*} instance=${3#*@}
unit=/etc/systemd/system/$name@.service
read_key() { sed -n "s/^$1=//p" "$unit" | sed "s/%i/$instance/g"; }

[ -e "$(read_key AssertPathExists)" ] || { echo "systemctl: $(read_key AssertPathExists) does not exist" >&2; exit 1; }
user=$(read_key User)
# Words without quotes, as they stand in the unit.
setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups --no-new-privs \
  env -i PATH="$PATH" HOME=/tmp $(read_key ExecStart) >"/var/log/$3.log" 2>&1 </dev/null &
echo $! >"/run/daemons/$3.pid"
