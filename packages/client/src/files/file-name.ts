/** A file name as the header `x-ms-file-name` takes it: what is not printable ASCII is percent-encoded (29.1). */
export function encodeFileName(name: string): string {
  return /^[\u0020-\u0024\u0026-\u007e]+$/.test(name) ? name : encodeURIComponent(name)
}

/** A file name out of that header. */
export function decodeFileName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    // A name with a percent sign that encodes nothing.
    return name
  }
}
