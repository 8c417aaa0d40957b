/** An environment URL as audiences compare: case, a trailing slash and the `.api.` label do not count. */
export function normalAudience(url: string): string {
  return url
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/^(https?:\/\/[^./]+)\.api\./, '$1.')
}
