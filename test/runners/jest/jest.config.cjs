// The two ways that people run jest: as ES modules (with `NODE_OPTIONS=--experimental-vm-modules`), and everything made CommonJS.
const commonJs = { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }

module.exports = {
  projects: [
    { displayName: 'esm', testMatch: ['**/esm.test.mjs'], transform: {} },
    {
      displayName: 'commonjs',
      testMatch: ['**/commonjs.jest.ts'],
      transform: { '\\.[cm]?[jt]s$': ['@swc/jest', commonJs] },
      transformIgnorePatterns: [],
    },
  ],
}
