// @kubernetes/client-node and what it needs are ES modules; jest's runtime wants them as CommonJS.
const esmPackages = ['@kubernetes/client-node', 'openid-client', 'oauth4webapi', 'jose', 'jsonpath-plus'];
const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(t|m?j)s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
  moduleNameMapper: {
    '^cdk8s-fleet$': '<rootDir>/lib/index.ts',
    '^cdk8s-fleet/(.*)$': '<rootDir>/lib/$1/index.ts',
  },
};

module.exports = {
  // of tests and hooks that state none: what hangs is to end, and nothing is to be quick on a machine that has much else to do
  testTimeout: 120_000,
  projects: [
    {
      ...shared,
      displayName: 'fast',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/engines/'],
    },
    {
      ...shared,
      displayName: 'engines',
      testMatch: ['<rootDir>/test/engines/**/*.test.ts'],
      testEnvironment: '<rootDir>/test/engines/support/environment.ts',
    },
  ],
};
