import { Fault } from '../fault.ts'
import { type Plugin, PluginExecutionError } from './plugin.ts'

/** What a plug-in is called in errors and jobs. */
export const pluginName = ({ name, message, table, stage }: Plugin): string =>
  name ?? `${message} of ${table ?? 'any table'}, ${stage}`

/**
 * Runs code of the user.
 *
 * @throws Fault 400 `0x80040265` with the text of a {@link PluginExecutionError}, 500 `0x80040224` for any other error
 * @throws TypeError for a promise
 */
export function guard<Result>(name: string, work: () => Result): Result {
  let result: Result
  try {
    result = work()
  } catch (error) {
    if (error instanceof Fault) throw error
    if (error instanceof PluginExecutionError) throw new Fault(400, '0x80040265', error.message)
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new Fault(
      500,
      '0x80040224',
      `An unexpected error occurred from ISV code. (ErrorType = ClientError) Unexpected exception from plug-in (Execute): ${name}: ${text}`,
    )
  }
  if (result instanceof Promise) {
    result.catch(() => undefined)
    throw new TypeError(`plugins: '${name}' returned a promise; a plug-in has to be done when it returns.`)
  }
  return result
}
