/** An update in a process of its own, which can be killed: a JSON of the project's folder, its kubeconfigs and what is deployed. */
import { type Deployed, openAttached } from './pulumi-attached';

interface Update {
  readonly folder: string;
  readonly kubeconfigs: Readonly<Record<string, string>>;
  readonly deployed: Deployed;
}

async function main(): Promise<void> {
  const { folder, kubeconfigs, deployed } = JSON.parse(process.argv[2] ?? '') as Update;
  const { stack, printed } = await openAttached(kubeconfigs, () => deployed, folder);
  try {
    await stack.up();
  } finally {
    process.stdout.write(printed());
  }
}

main();
