import type { CheckName, Diagnosis, Finding } from '@dynamics-kit/setup'
import type { Paint } from '../command/paint.ts'

const steps = { 1: 'app registration', 2: 'application user', 3: 'access token', 4: 'Web API call' } as const

const marks = {
  passed: ['green', 'ok  '],
  failed: ['red', 'FAIL'],
  warning: ['yellow', 'warn'],
  skipped: ['dim', 'skip'],
} as const

/** Characters of the longest title. */
const titleWidth = 20

/** One line, and what to do indented below it. */
export function printFinding(finding: Finding, paint: Paint): string {
  const [style, mark] = marks[finding.verdict]
  const head = `${paint(style, mark)}  ${finding.title.padEnd(titleWidth)}`
  if (finding.verdict === 'passed') return `${head}  ${finding.evidence}\n`
  if (finding.verdict === 'skipped') return `${head}  ${paint('dim', finding.reason)}\n`
  const { cause, step, evidence, fix, command, support } = finding
  const lines = [
    evidence,
    `${paint('bold', 'Fix')}: ${fix}`,
    ...(command === undefined ? [] : [`$ ${command}`]),
    ...(support === undefined
      ? []
      : [
          paint(
            'dim',
            Object.entries(support)
              .map(([name, id]) => `${name} ${id}`)
              .join(', '),
          ),
        ]),
  ]
  return `${head}  ${paint(style, cause)}, step ${step} (${steps[step]})\n${lines.map((line) => `        ${line}\n`).join('')}`
}

/** What lets a check run that was skipped. */
const hintsOf: Partial<Readonly<Record<CheckName, string>>> = {
  privileges: '--table account:read,write, the tables that the program works with',
  registration: '--admin azure-cli, who may read app registrations',
  'secret-expiry': '--admin azure-cli, who may read app registrations',
}

/** What to ask for next time, and the summary. */
export function printSummary({ healthy, first, findings }: Diagnosis, paint: Paint): string {
  const count = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length
  const counts = [
    `${count('passed')} passed`,
    ...(count('warning') > 0 ? [`${count('warning')} to look at`] : []),
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(count('skipped') > 0 ? [`${count('skipped')} skipped`] : []),
  ].join(', ')
  if (first === undefined || healthy) {
    const hints = findings.flatMap((finding) => (finding.verdict === 'skipped' ? (hintsOf[finding.check] ?? []) : []))
    const more = [...new Set(hints)].map((hint) => paint('dim', `More with ${hint}.`))
    return `\n${more.map((hint) => `${hint}\n`).join('')}${paint('green', 'Healthy')}: ${counts}.\n`
  }
  return `\n${paint('red', 'Broken')}: ${counts}. Begin with ${first.title} (${first.cause}), step ${first.step}: ${steps[first.step]}.\n`
}
