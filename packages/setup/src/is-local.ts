/** Whether a host is this machine. */
export const isLocal = (hostname: string): boolean => /^(([\w-]+\.)*localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
