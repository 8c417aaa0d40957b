/** Why a file could not be read, as the end of a sentence that begins with its name. */
export function fileProblem(error: unknown): string {
  const { code = 'unknown reason' } = error as { readonly code?: string }
  if (code === 'ENOENT') return 'does not exist'
  if (code === 'EISDIR') return 'is a folder'
  return `cannot be read (${code})`
}
