/** Tells the user of Pulumi something: it shows what its providers print beside the resources. */
export function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}
