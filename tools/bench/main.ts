/** `npm run bench -- [BENCHMARK] ...`: each reads the arguments after its name. */
const BENCHMARKS = ['synthesis', 'pulumi', 'training'] as const;

const named = BENCHMARKS.find((name) => name === process.argv[2]);
if (named) {
  process.argv.splice(2, 1);
}
void import(`./${named ?? 'synthesis'}/main`);
