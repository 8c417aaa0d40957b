import { UnreadableResponseError } from './dynamics-error.ts'

/** The error of an answer that succeeded and is not what it should be. */
export function unreadable(
  { method, path }: { readonly method: string; readonly path: string },
  status: number,
  problem: string,
): UnreadableResponseError {
  return new UnreadableResponseError({ code: 'unreadable-response', problem, method, path, status })
}
