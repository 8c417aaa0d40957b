/** `name,revenue` */
export const toNames = (text: string): readonly string[] => text.split(',').map((name) => name.trim())
