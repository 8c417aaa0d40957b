/**
 * The Content-IDs that an operation refers to: at the beginning of its path, and in its body where rows are named.
 */
export function referredContentIds(path: string, body: unknown): readonly string[] {
  const inPath = /^\$(\d+)(?:$|[/?])/.exec(path)?.[1]
  return [...(inPath === undefined ? [] : [inPath]), ...idsIn(body)]
}

function idsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const id =
      /@odata\.(?:bind|id)$/.test(name) && typeof member === 'string' ? /^\$(\d+)$/.exec(member)?.[1] : undefined
    return id === undefined ? idsIn(member) : [id]
  })
}
