const { basename } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** Files of engine tests that take longest: what is begun first ends last. */
const LONGEST = ['pulumi-objects', 'cluster-api', 'pulumi-bulk', 'pulumi-leaving', 'pulumi-joining', 'add-ons'];

/**
 * Where jest knows no times of an earlier run it begins with the largest files. Of those that take longest some are small: begun last, they would
 * leave a core with nothing to do.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
};

function rankOf({ path }) {
  const rank = LONGEST.indexOf(basename(path, '.test.ts'));
  return rank < 0 ? LONGEST.length : rank;
}
