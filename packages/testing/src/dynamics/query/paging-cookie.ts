/** Where the next page starts, as it travels in `$skiptoken`. */
export interface PagingCookie {
  /** From 2. */
  readonly page: number
  /** Key of the last row of the page before. */
  readonly lastId: string
}

/**
 * `<cookie pagenumber="2" pagingcookie="…" istracking="False" />`, where the inner cookie is URL-encoded:
 * `<cookie page="1"><contactid last="{GUID}" first="{GUID}" /></cookie>` (reference 19). Opaque to clients.
 */
export function printPagingCookie(key: string, page: number, firstId: string, lastId: string): string {
  const inner = `<cookie page="${page - 1}"><${key} last="{${lastId.toUpperCase()}}" first="{${firstId.toUpperCase()}}" /></cookie>`
  return `<cookie pagenumber="${page}" pagingcookie="${encodeURIComponent(inner)}" istracking="False" />`
}

/** @returns undefined when the text is no cookie of this service. */
export function parsePagingCookie(text: string): PagingCookie | undefined {
  const outer = /^<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="False" \/>$/.exec(text.trim())
  if (!outer) return undefined
  try {
    const inner = decodeURIComponent(outer[2] ?? '')
    const lastId = /last="\{([0-9A-Fa-f-]{36})\}"/.exec(inner)?.[1]
    return lastId === undefined ? undefined : { page: Number(outer[1]), lastId: lastId.toLowerCase() }
  } catch {
    return undefined // broken percent-encoding: not ours
  }
}
