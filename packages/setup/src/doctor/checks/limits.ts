import { passed, warning, type Check } from '../check.ts'
import { judgedByWhoAmI } from './judged-by-who-am-i.ts'

/** Requests that are left of 6,000 in five minutes and are worth a word. */
const few = 600

/** Whether the service protection limits let the app through. */
export const limits: Check = {
  name: 'limits',
  title: 'Limits',
  step: 4,
  needs: ['access'],
  run(examination) {
    return judgedByWhoAmI('limits', examination, {
      fine() {
        const { remainingRequests } = examination.dynamics().limits
        if (remainingRequests === undefined) return passed('The environment did not say how much is left')
        const evidence = `${remainingRequests} requests are left of the window of five minutes`
        if (remainingRequests >= few) return passed(evidence)
        return warning({
          cause: 'limits-near',
          evidence,
          fix: 'Send fewer requests at once, use bulk operations, or spread the load over more application users: limits count per user.',
        })
      },
    })
  },
}
