import { type BatchResponseItem, printBatchResponse } from '@dynamics-kit/odata'

/** The body of a batch's answer; the boundary of a change set is `changesetresponse_` and an id, as the service has it. */
export function printBatchAnswer(items: readonly BatchResponseItem[], boundary: string, newId: () => string): string {
  const end = `--${boundary}--\r\n`
  const parts = items.map((item) => {
    if (item.kind === 'response') return printBatchResponse([item], boundary).slice(0, -end.length)
    const inner = `changesetresponse_${newId()}`
    const responses = printBatchResponse(item.responses, inner)
    return `--${boundary}\r\nContent-Type: multipart/mixed; boundary=${inner}\r\n\r\n${responses}`
  })
  return parts.join('') + end
}
