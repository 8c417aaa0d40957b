export const placeholder: string = 'client'
import { placeholder as o, type X } from '@dynamics-kit/odata'
export const both: string = o + 'client'
export const x: X = { a: '' }
