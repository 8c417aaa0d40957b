export const placeholder: string = 'odata'
export type { X } from './x.ts'
