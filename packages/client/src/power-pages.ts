export { createPowerPagesClient } from './power-pages/create-power-pages-client.ts'
export type { PowerPagesClient, PowerPagesOptions } from './power-pages/create-power-pages-client.ts'
