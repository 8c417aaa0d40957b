import { defineConfig } from 'vitest/config'

const packages = ['odata', 'auth', 'client', 'typegen', 'testing', 'setup', 'inspector', 'cli']

const conditions = ['source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // One core more than vitest takes by itself; on the two of CI that is twice as many.
    maxWorkers: '100%',
    // Against tests that hang; how fast something is, no test says.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/plain-summary.ts'],
    projects: packages
      .map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`packages/${name}/{src,test}/**/*.test.ts`],
          typecheck: {
            enabled: true,
            checker: 'tsc',
            include: [`packages/${name}/{src,test}/**/*.test-d.ts`],
            tsconfig: './tsconfig.json',
          },
        },
      }))
      .concat([
        {
          extends: true,
          test: {
            name: 'workspace',
            include: ['test/**/*.test.ts'],
            typecheck: { enabled: false, checker: 'tsc', include: [], tsconfig: './tsconfig.json' },
          },
        },
      ]),
  },
})
