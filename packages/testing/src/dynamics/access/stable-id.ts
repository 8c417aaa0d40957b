/** A GUID that is the same for the same text in every environment, as the ids of privileges are. */
export function stableId(text: string): string {
  const words = [0x81_1c_9d_c5, 0x01_00_01_93, 0x9e_37_79_b9, 0x85_eb_ca_6b].map((seed) => {
    let hash = seed
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93)
      hash ^= hash >>> 13
    }
    return (hash >>> 0).toString(16).padStart(8, '0')
  })
  const digits = words.join('')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-')
}
