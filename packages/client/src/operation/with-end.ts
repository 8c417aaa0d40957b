import type { OperationOptions } from '../query/query.ts'
import { signalOf } from './signal-of.ts'

/** Options of what takes several requests: its time begins once, here. */
export function withEnd<Options extends OperationOptions>(options: Options): Options {
  return options.totalTimeout === undefined ? options : { ...options, ...signalOf(options), totalTimeout: undefined }
}
