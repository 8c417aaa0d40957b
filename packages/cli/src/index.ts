// For dynamics.config.ts
export { defineConfig } from './generate/generate-config.ts'
export type { GenerateConfig } from './generate/generate-config.ts'
