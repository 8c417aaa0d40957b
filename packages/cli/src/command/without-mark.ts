/** A text without the byte order mark that editors of Windows put before it. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '')
