import { failed, passed, skipped, warning, type Check } from '../check.ts'
import { reaches } from '../probe/reaches.ts'

/** Seconds off that are worth a word. */
const noticeable = 60
/** Seconds off that Entra and Dataverse forgive. */
const forgiven = 300

/** Whether this machine’s clock agrees with the `Date` header of an answer. */
export const clock: Check = {
  name: 'clock',
  title: 'Clock',
  step: 3,
  needs: ['connection', 'tls'],
  async run(examination) {
    const dates = (await reaches(examination)).flatMap((reach) => {
      const date = reach.answered ? Date.parse(reach.headers.get('date') ?? '') : Number.NaN
      return Number.isNaN(date) ? [] : [{ host: reach.host, date }]
    })
    const [first] = dates
    if (first === undefined) return skipped('No answer had a Date header to compare with')
    const seconds = Math.round((examination.now() - first.date) / 1000)
    const off = Math.abs(seconds)
    const evidence = `This machine’s clock is ${off} s ${seconds < 0 ? 'behind' : 'ahead of'} that of ${first.host}`
    if (off <= noticeable) return passed(off <= 1 ? `Agrees with ${first.host}` : evidence)
    const problem = {
      cause: 'clock-wrong',
      evidence,
      fix: 'Set the clock by a time server: assertions and tokens are refused that are more than five minutes off.',
      command: 'sudo timedatectl set-ntp true',
    } as const
    return off > forgiven ? failed(problem) : warning(problem)
  },
}
