#!/bin/sh
# Makes a machine ready to be a Kubernetes node, and tells why it is not.
#
#   host.sh prepare    turns swap off, loads modules, sets kernel parameters, gives containerd the systemd cgroup driver
#   host.sh check      looks at all of that and at the runtime's socket; every problem is a line, any problem exit code 1
#
# HOST_ROOT    folder under which the machine's files are seen; default: none, the machine itself
# HOST_CONFIG  folder with what is wanted: modules, sysctls, runtime-socket; default: $HOST_ROOT/etc/cdk8s-fleet
#
# POSIX sh and ordinary tools only: it runs on new machines, and in the smallest images.
set -u

ROOT="${HOST_ROOT:-}"
CONFIG="${HOST_CONFIG:-$ROOT/etc/cdk8s-fleet}"

# Where runtimes listen: containerd, those of k3s, k0s and MicroK8s, CRI-O, and Docker behind its adapter. /var/run is
# /run nearly everywhere; where it is not, a socket there counts as one more.
SOCKETS="/run/containerd/containerd.sock
/var/run/containerd/containerd.sock
/run/k3s/containerd/containerd.sock
/run/k0s/containerd.sock
/var/snap/microk8s/common/run/containerd.sock
/run/crio/crio.sock
/var/run/crio/crio.sock
/run/cri-dockerd.sock
/var/run/cri-dockerd.sock"

problems=0

ok() { echo "ok: $1"; }

problem() {
  echo "problem: $1"
  problems=$((problems + 1))
}

# The lines of a file of HOST_CONFIG that say something.
wanted() { sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$CONFIG/$1" 2>/dev/null; }

# --- prepare ---------------------------------------------------------------------------------------------------------

swap_off() {
  swapoff -a
  # For good: lines of fstab, units that systemd makes of GPT partitions, and compressed memory as swap.
  if [ -f "$ROOT/etc/fstab" ]; then
    sed -i '/^[^#].*[[:space:]]swap[[:space:]]/s/^/# no swap under a kubelet: /' "$ROOT/etc/fstab"
  fi
  systemctl list-units --type=swap --all --plain --no-legend 2>/dev/null | while read -r unit _; do
    systemctl mask --now "$unit" || echo "note: $unit could not be masked, and may bring swap back at the next boot."
  done
  if [ -d "$ROOT/etc/systemd" ]; then
    : >"$ROOT/etc/systemd/zram-generator.conf"
  fi
}

load_modules() {
  mkdir -p "$ROOT/etc/modules-load.d"
  wanted modules >"$ROOT/etc/modules-load.d/cdk8s-fleet.conf"
  wanted modules | while read -r module; do
    modprobe "$module"
  done
}

set_sysctls() {
  mkdir -p "$ROOT/etc/sysctl.d"
  wanted sysctls >"$ROOT/etc/sysctl.d/99-cdk8s-fleet.conf"
  sysctl -p "$ROOT/etc/sysctl.d/99-cdk8s-fleet.conf"
}

# Docker's packages of containerd switch its CRI plugin off; a machine may also have no configuration at all.
is_unfit() {
  [ ! -s "$1" ] ||
    grep -Eq "^[[:space:]]*disabled_plugins[[:space:]]*=.*[\"'](cri|io\.containerd\.grpc\.v1\.cri)[\"']" "$1"
}

# The file that containerd reads, and those that it may take in.
containerd_files() { cat "$ROOT"/etc/containerd/config.toml "$ROOT"/etc/containerd/conf.d/*.toml 2>/dev/null; }

cgroup_driver_of_containerd() {
  command -v containerd >/dev/null || return 0
  file="$ROOT/etc/containerd/config.toml"
  changed=
  mkdir -p "$ROOT/etc/containerd"
  if is_unfit "$file"; then
    if [ -e "$file" ]; then
      cp "$file" "$file.before-cdk8s-fleet"
    fi
    containerd config default >"$file"
    changed=yes
  elif ! containerd_files | grep -q SystemdCgroup; then
    # what it does not say is cgroupfs: all that it has, and the defaults of the rest
    containerd --config "$file" config dump >"$file.new"
    cp "$file" "$file.before-cdk8s-fleet"
    mv "$file.new" "$file"
    changed=yes
  fi
  if grep -Eq 'SystemdCgroup[[:space:]]*=[[:space:]]*false' "$file"; then
    sed -i 's/\(SystemdCgroup[[:space:]]*=[[:space:]]*\)false/\1true/' "$file"
    changed=yes
  fi
  if [ -n "$changed" ]; then
    systemctl restart containerd
  fi
}

# --- check -----------------------------------------------------------------------------------------------------------

check_swap() {
  used="$(sed -e 1d -e 's/[[:space:]].*//' "$ROOT/proc/swaps" 2>/dev/null | tr '\n' ' ')"
  if [ -z "$used" ]; then
    ok "no swap"
  else
    problem "swap is on: ${used% }. The kubelet does not start with it; turn it off with swapoff -a, and in /etc/fstab."
  fi
}

check_modules() {
  for module in $(wanted modules); do
    # a module that is built into the kernel has no line in /proc/modules
    if grep -q "^$module " "$ROOT/proc/modules" 2>/dev/null || [ -d "$ROOT/sys/module/$module" ]; then
      ok "module $module"
    else
      problem "kernel module $module is not loaded: modprobe $module, and its name in /etc/modules-load.d."
    fi
  done
}

check_sysctls() {
  while IFS='= ' read -r name value; do
    file="$ROOT/proc/sys/$(echo "$name" | tr . /)"
    seen="$(cat "$file" 2>/dev/null)"
    if [ -z "$seen" ]; then
      problem "kernel parameter $name is not there; $value is wanted. Is its module loaded?"
    elif is_as_wanted "$name" "$seen" "$value"; then
      ok "$name = $seen"
    else
      problem "kernel parameter $name is $seen; $value is wanted: sysctl -w $name=$value, and a line in /etc/sysctl.d."
    fi
  done <<END
$(wanted sysctls)
END
}

# Limits may be higher than wanted.
is_as_wanted() {
  case "$1" in
  fs.inotify.* | kernel.keys.*) [ "$2" -ge "$3" ] ;;
  *) [ "$2" = "$3" ] ;;
  esac
}

check_cgroups() {
  if [ -e "$ROOT/sys/fs/cgroup/cgroup.controllers" ]; then
    ok "cgroup v2"
  else
    problem "the machine has cgroup v1, with which kubelets from 1.35 on do not start: boot a kernel with cgroup v2."
  fi
  kubelet="$(value_in cgroupDriver "$ROOT/var/lib/kubelet/config.yaml")"
  drivers="$(containerd_files | sed -n 's/^[[:space:]]*SystemdCgroup[[:space:]]*=[[:space:]]*\([a-z]*\).*/\1/p')"
  containerd=
  case "$drivers" in
  *false*) containerd=cgroupfs ;;
  *true*) containerd=systemd ;;
  *)
    # without a word of it, the driver of containerd itself is cgroupfs; those of k3s and the like have files of their own
    if [ -S "$ROOT/run/containerd/containerd.sock" ] || [ -S "$ROOT/var/run/containerd/containerd.sock" ]; then
      containerd=cgroupfs
    fi
    ;;
  esac
  for driver in ${kubelet:+"kubelet:$kubelet"} ${containerd:+"containerd:$containerd"}; do
    if [ "${driver#*:}" = systemd ]; then
      ok "${driver%%:*} has the systemd cgroup driver"
    else
      problem "${driver%%:*} has the cgroup driver ${driver#*:}; kubelet and runtime both need systemd, or pods are killed under load."
    fi
  done
}

# A value of the kubelet's configuration, without quotes.
value_in() { sed -n "s/^$1:[[:space:]]*[\"']\{0,1\}\([^\"']*\)[\"']\{0,1\}[[:space:]]*\$/\1/p" "$2" 2>/dev/null | head -n 1; }

check_socket() {
  found=
  count=0
  for path in $SOCKETS; do
    # shellcheck disable=SC3013 # in POSIX since 2024, and in every sh long before
    if [ -S "$ROOT$path" ] && ! { [ -n "$found" ] && [ "$ROOT$path" -ef "$ROOT${found##* }" ]; }; then
      found="${found:+$found }$path"
      count=$((count + 1))
    fi
  done
  asked="$(wanted runtime-socket)"
  kubelet="$(value_in containerRuntimeEndpoint "$ROOT/var/lib/kubelet/config.yaml")"
  asked="${asked:-${kubelet#unix://}}"
  if [ "$count" -eq 0 ]; then
    problem "no container runtime listens at any known place: $(echo "$SOCKETS" | tr '\n' ' ')"
  elif [ -n "$asked" ] && [ ! -S "$ROOT$asked" ]; then
    problem "the kubelet is to use $asked, where nothing listens; there is $found. Name that one as runtimeSocket."
  elif [ -z "$asked" ] && [ "$count" -gt 1 ]; then
    problem "$count container runtimes listen: $found. Name one of them as runtimeSocket, or kubeadm refuses to choose."
  else
    ok "container runtime at ${asked:-$found}"
    case "${asked:-$found}" in
    */k3s/* | */k0s/* | */microk8s/*)
      echo "note: kubeadm does not look there by itself; a machine that is to join by kubeadm has to name it as runtimeSocket."
      ;;
    esac
  fi
}

case "${1:-}" in
prepare)
  set -e
  swap_off
  load_modules
  set_sysctls
  cgroup_driver_of_containerd
  ;;
check)
  check_swap
  check_modules
  check_sysctls
  check_cgroups
  check_socket
  [ "$problems" -eq 0 ]
  ;;
*)
  echo "usage: $0 prepare|check" >&2
  exit 2
  ;;
esac
