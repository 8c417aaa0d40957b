import { defineConfig } from 'vitest/config'

const packages = ['odata', 'auth', 'client', 'testing', 'setup', 'cli']

const conditions = ['source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: packages.map((name) => ({
      extends: true,
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
    })),
  },
})
