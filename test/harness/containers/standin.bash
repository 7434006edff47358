#!/bin/bash
# Stands where the entrypoint of Fed-BioMed's images stands: as root, it starts the component as its user, and waits. The
# component has its registry open all the time, as TinyDB has it.
trap 'kill $(jobs -p); exit 0' TERM INT
setpriv --reuid="$CONTAINER_UID" --regid="$CONTAINER_UID" --clear-groups perl -e '
  open my $registry, "+>>", $ARGV[0] or die "$ARGV[0]: $!\n";
  $| = 1;
  print "component runs\n";
  sleep 1 while 1;
' "$REGISTRY" &
wait
