import { deploymentScenarios } from './support/pulumi-scenarios';

/** A compiled fleet through the real engine and the real SDK of Pulumi, to real API servers: one resource for each of them. */
describe('pulumi, bulk', () => {
  deploymentScenarios('bulk');
});
