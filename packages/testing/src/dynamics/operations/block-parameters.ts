import { validation } from '../fault.ts'
import { invalidBlocks } from '../files/file-fault.ts'
import type { Invocation, OperationHandler } from './invocation.ts'

export type Parameters = Invocation['parameters']

export const action = (run: OperationHandler['run']): OperationHandler => ({ kind: 'action', run })

export function text(parameters: Parameters, name: string): string {
  const value = parameters[name]
  if (typeof value === 'string' && value !== '') return value
  throw validation('0x80040203', `The parameter '${name}' is missing or no text.`)
}

export function number(parameters: Parameters, name: string): number {
  const value = parameters[name]
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw validation('0x80040203', `The parameter '${name}' is missing or no whole number.`)
}

export const blockList = (parameters: Parameters): string[] => {
  const list = parameters['BlockList']
  if (Array.isArray(list) && list.length > 0) return list.map(String)
  throw invalidBlocks("The parameter 'BlockList' has to name the blocks of the file.")
}
