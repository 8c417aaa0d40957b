import { createError } from './create-error.ts'
import type { DynamicsError } from './dynamics-error.ts'

/** The error of `single`: there is no row, or there are several. */
export function notSingle(path: string, several: boolean): DynamicsError {
  return several
    ? createError({ code: 'not-single', problem: 'several rows match, and one was wanted', method: 'GET', path })
    : createError({ code: 'not-found', problem: 'no row matches', method: 'GET', path })
}
