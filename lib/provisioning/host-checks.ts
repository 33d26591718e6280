import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { HostPreparation } from './host-preparation';
import { BAD_HOST, MODULE_NOT_SEEN } from './rules';

const MODULE = /^[A-Za-z0-9_-]+$/;
/** A pattern is none: the script looks at a file of that name, and not every sysctl takes one. */
const SYSCTL = /^[a-z0-9_-]+([./][A-Za-z0-9_-]+)+$/;
const SOCKET = /^\/[^\s:]+$/;

/** What is wrong with the preparation of machines: what a shell would read as something else, or the script would not find. */
export function* checkHost(place: string, { modules, sysctls, runtimeSocket }: HostPreparation): Iterable<Finding> {
  for (const name of modules.filter((name) => !MODULE.test(name))) {
    yield finding(BAD_HOST, {
      place,
      value: name,
      message: `modules names ${show(name)}, which is no name of a kernel module.`,
      fix: "Write the name as lsmod shows it: 'ib_umad'.",
    });
  }
  for (const name of modules.filter((name) => MODULE.test(name) && name.includes('-'))) {
    yield finding(MODULE_NOT_SEEN, {
      place,
      value: name,
      message: `modules names '${name}', which is loaded, and then looked for under that name in vain.`,
      fix: `Write '${name.replaceAll('-', '_')}'; machines of Cluster API are made anew for it.`,
    });
  }
  for (const [name, value] of Object.entries(sysctls)) {
    if (!SYSCTL.test(name) || !Number.isInteger(value)) {
      yield finding(BAD_HOST, {
        place,
        value: { [name]: value },
        message: `sysctls sets ${show(name)} to ${show(value)}; expected a kernel parameter and a whole number.`,
        fix: "Write each by its whole name, as sysctl does: { 'vm.max_map_count': 262144 }.",
      });
    }
  }
  if (runtimeSocket !== undefined && !SOCKET.test(runtimeSocket)) {
    yield finding(BAD_HOST, {
      place,
      value: runtimeSocket,
      message: `runtimeSocket is ${show(runtimeSocket)}; expected an absolute path.`,
      fix: "Write the path without a scheme: '/run/k3s/containerd/containerd.sock'.",
    });
  }
}
