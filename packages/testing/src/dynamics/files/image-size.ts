/** Width and height in pixels of a PNG, GIF, BMP or JPEG; `undefined` for bytes that are none of these. */
export function imageSize(bytes: Uint8Array<ArrayBuffer>): readonly [width: number, height: number] | undefined {
  if (bytes.length < 24) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0) === 0x89_50_4e_47) return [view.getUint32(16), view.getUint32(20)]
  if (view.getUint32(0) === 0x47_49_46_38) return [view.getUint16(6, true), view.getUint16(8, true)]
  if (view.getUint16(0) === 0x42_4d) return [view.getInt32(18, true), Math.abs(view.getInt32(22, true))]
  return view.getUint16(0) === 0xff_d8 ? jpegSize(view) : undefined
}

/** A frame header (SOF0 to SOF15, without the tables among them) tells the size. */
function jpegSize(view: DataView): readonly [number, number] | undefined {
  let at = 2
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)]
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}
