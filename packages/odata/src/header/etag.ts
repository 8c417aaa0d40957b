const ETAG = /^(?:W\/)?"([^"]*)"$/u

/** The ETag of a row's version: `W/"81359849"`. Dataverse's ETags are weak. */
export function printETag(version: string | number | bigint): string {
  return `W/"${version}"`
}

/** The version in an ETag, weak or strong: `81359849`. Nothing for `*`, `null` and whatever else is no ETag. */
export function parseETag(text: string): string | undefined {
  return ETAG.exec(text.trim())?.[1]
}
