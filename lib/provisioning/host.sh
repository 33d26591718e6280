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
  swapoff -a || problem "swap could not be turned off."
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
  for module in $(wanted modules); do
    modprobe "$module" || problem "kernel module $module could not be loaded; everything else is done."
  done
}

set_sysctls() {
  mkdir -p "$ROOT/etc/sysctl.d"
  wanted sysctls >"$ROOT/etc/sysctl.d/99-cdk8s-fleet.conf"
  sysctl -p "$ROOT/etc/sysctl.d/99-cdk8s-fleet.conf" || problem "not all kernel parameters could be set."
}

# Docker's packages of containerd switch its CRI plugin off; a machine may also have no configuration at all.
is_unfit() {
  [ ! -s "$1" ] ||
    grep -Eq "^[[:space:]]*disabled_plugins[[:space:]]*=.*[\"'](cri|io\.containerd\.grpc\.v1\.cri)[\"']" "$1"
}

# The file that containerd reads, then those of conf.d that override it, if it imports them.
each_containerd_file() {
  for part in "$ROOT"/etc/containerd/config.toml "$ROOT"/etc/containerd/conf.d/*.toml; do
    if [ -f "$part" ] && { [ "${part%/conf.d/*}" = "$part" ] || imports_conf_d; }; then
      "$@" "$part"
    fi
  done
}

imports_conf_d() { sed 's/#.*//' "$ROOT/etc/containerd/config.toml" 2>/dev/null | grep -q 'conf\.d/'; }

# A file of its own begins in no table.
one_file() { echo '[]' && awk 1 "$1"; }

# What containerd makes of its files, or the files where it cannot be asked, as in the pod of a preflight.
containerd_config() {
  if command -v containerd >/dev/null && dump="$(containerd --config "$ROOT/etc/containerd/config.toml" config dump)"; then
    printf '%s\n' "$dump"
  else
    each_containerd_file one_file
  fi
}

# For awk: which runtime of the CRI plugin a line of TOML is of (name), what it tells of it (what), and with which value. The plugin is
# `cri` in the first version of the configuration, and has another name in the second and in the third.
LOOK='
function look(line,  path, at) {
  name = what = value = ""
  sub(/#.*/, "", line)
  gsub(blanks, "", line)
  at = match(line, /[=]/)
  if (line ~ /^\[.*\]$/) {
    path = table = substr(line, 2, length(line) - 2)
    at = 0
  } else if (at > 1) {
    path = (table == "" ? "" : table ".") substr(line, 1, at - 1)
    value = substr(line, at + 1)
  } else return
  if (!sub(/^plugins\.(cri|io\.containerd\.grpc\.v1\.cri|io\.containerd\.cri\.v1\.runtime)\.containerd\./, "", path)) return
  if (path == "default_runtime_name") what = "default"
  if (!sub(/^runtimes\./, "", path)) return
  if (at && sub(/\.options\.SystemdCgroup$/, "", path)) what = "driver"
  else if (at && sub(/\.runtime_type$/, "", path)) what = "type"
  else if (!at && sub(/\.options$/, "", path)) what = "options"
  else if (sub(/\.options(\..*)?$/, "", path)) what = "option"
  else if (!at) what = "table"
  else return
  name = path
}'

# awk with it: the program, then variables and files.
look_with() {
  program="$1"
  shift
  awk -v blanks="[ \"'$(printf '\t\r')]" "$LOOK $program" "$@"
}

# Every runtime of a configuration that runs runc, and its cgroup driver. Pods have the default runtime or that of their RuntimeClass, so
# each counts; kata and gVisor have no such option. With an argument, the default runtime counts even where nothing is said of it.
runc_drivers() {
  # shellcheck disable=SC2016 # the dollars are those of awk
  look_with '
{ look($0) }
name != "" { seen[name] = 1 }
what == "default" { preferred = value }
what == "type" { type[name] = value }
what == "driver" { driver[name] = value }
END {
  if (implied != "") seen[(preferred == "" ? "runc" : preferred)] = 1
  for (name in seen)
    if (type[name] == "" || type[name] ~ /^io\.containerd\.runc\./) print name, (driver[name] == "true" ? "systemd" : "cgroupfs")
}' implied="${1:-}" - | sort
}

# Runtimes that do not have the systemd driver, in one line.
on_cgroupfs() { sed -n 's/ cgroupfs$//p' | tr '\n' ' '; }

# Gives some runtimes the systemd driver in a file that has tables of them; what else it says stays. With `add`, runc gets tables in a file
# that has those of others: containerd 1 takes all of its CRI plugin from the last file that has any of it.
set_driver() {
  # shellcheck disable=SC2016 # the dollars are those of awk
  look_with '
function is_wrong() { return name != "" && index(" " wrong, " " name " ") }
NR > 1 && FNR == 1 { table = "" }
{ look($0) }
NR == FNR {
  if (what == "driver") has[name] = 1
  if (what == "options" || what == "option") open[name] = 1
  if (what == "table") header[name] = $0
  if (what == "table" || what == "options") others = $0
  next
}
what == "driver" && is_wrong() { sub(/false/, "true") }
{ print }
what == "options" && is_wrong() && !has[name] {
  sub(/\[.*/, "")
  print $0 "  SystemdCgroup = true"
}
END {
  for (name in header)
    if (is_wrong() && !has[name] && !open[name]) {
      sub(/\][^]]*$/, ".options]", header[name])
      print header[name] "\n  SystemdCgroup = true"
    }
  name = "runc"
  if (how == "add" && is_wrong() && others != "" && !(name in header) && !open[name] && !has[name]) {
    sub(/\.runtimes\..*/, ".runtimes.runc", others)
    sub(/^[^[]*/, "", others)
    print others "]\n  runtime_type = \"io.containerd.runc.v2\"\n" others ".options]\n  SystemdCgroup = true"
  }
}' how="$1" wrong="$2" "$3" "$3" >"$3.new"
  cat "$3.new" >"$3"
  rm "$3.new"
}

# The first state of a file stays beside it.
keep() { [ -e "$1.before-cdk8s-fleet" ] || cp "$1" "$1.before-cdk8s-fleet"; }

cgroup_driver_of_containerd() {
  command -v containerd >/dev/null || return 0
  file="$ROOT/etc/containerd/config.toml"
  changed=
  mkdir -p "$ROOT/etc/containerd"
  if is_unfit "$file"; then
    if [ -e "$file" ]; then
      keep "$file"
    fi
    containerd config default >"$file"
    changed=yes
  fi
  for how in set add; do
    wrong="$(containerd_config | runc_drivers implied | on_cgroupfs)"
    if [ -n "$wrong" ]; then
      each_containerd_file set_driver "$how" "$wrong"
      changed=yes
    fi
  done
  wrong="$(containerd_config | runc_drivers implied | on_cgroupfs)"
  if [ -n "$wrong" ]; then
    # no file has a table of runtimes: all that containerd has, the defaults of the rest included
    containerd --config "$file" config dump >"$file.new"
    set_driver set "$wrong" "$file.new"
    keep "$file"
    mv "$file.new" "$file"
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
    if grep -q "^$module " "$ROOT/proc/modules" 2>/dev/null || is_built_in "$module"; then
      ok "module $module"
    else
      problem "kernel module $module is not loaded: modprobe $module, and its name in /etc/modules-load.d."
    fi
  done
}

# A module that is built into the kernel has no line in /proc/modules, and a folder in /sys only where it has parameters.
is_built_in() {
  [ -d "$ROOT/sys/module/$1" ] ||
    sed 's/-/_/g' "$ROOT/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null | grep -q "/$1\.ko"
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
  if [ -n "$kubelet" ]; then
    say_driver kubelet "$kubelet"
  fi
  if [ -S "$ROOT/run/containerd/containerd.sock" ] || [ -S "$ROOT/var/run/containerd/containerd.sock" ]; then
    drivers="$(containerd_config | runc_drivers implied)"
  else
    # that of k3s and the like has files of its own; these count as far as they go
    drivers="$(each_containerd_file one_file | runc_drivers)"
  fi
  wrong="$(printf '%s\n' "$drivers" | on_cgroupfs)"
  if [ -n "$wrong" ]; then
    say_driver "containerd's runtime ${wrong% }" cgroupfs
  elif [ -n "$drivers" ]; then
    say_driver containerd systemd
  fi
}

say_driver() {
  if [ "$2" = systemd ]; then
    ok "$1 has the systemd cgroup driver"
  else
    problem "$1 has the cgroup driver $2; kubelet and runtime both need systemd, or pods are killed under load."
  fi
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
  [ "$problems" -eq 0 ]
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
