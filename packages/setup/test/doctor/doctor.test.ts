import { describe, expect, test } from 'vitest'
import { applyRepair, type BadFinding, type Diagnosis } from '../../src/index.ts'
import { createWorld, type BrokenWorld, type Expected, type World } from './world.ts'
import { worldsOfAnswers } from './worlds-of-answers.ts'
import { worldsOfDynamics } from './worlds-of-dynamics.ts'
import { worldsOfEntra } from './worlds-of-entra.ts'
import { worldsOfNetwork } from './worlds-of-network.ts'
import { worldsOfSettings } from './worlds-of-settings.ts'

const tables = {
  'settings of the program': worldsOfSettings,
  'the network': worldsOfNetwork,
  'Entra and the app': worldsOfEntra,
  'answers of Entra': worldsOfAnswers,
  'the environment': worldsOfDynamics,
}

for (const [title, worlds] of Object.entries(tables)) {
  describe(`a broken world: ${title}`, () => {
    test.each(worlds)('$name', async (broken) => {
      using world = await createWorld()
      await broken.break(world)
      await findAndMend(world, broken)
      for (const next of broken.afterwards ?? []) await findAndMend(world, next)
      expect(bad(await world.diagnose({ administrator: world.administrator }))).toEqual([])
    })
  })
}

/** The doctor names the cause, alone and with an administrator; what it says to do is done. */
async function findAndMend(
  world: World,
  { first, withAdministrator, mend }: Pick<BrokenWorld, 'first' | 'withAdministrator' | 'mend'>,
): Promise<void> {
  check(await world.diagnose(), first, world)
  const diagnosis = await world.diagnose({ administrator: world.administrator })
  check(diagnosis, { ...first, ...withAdministrator }, world)
  if (mend !== 'repair') {
    await mend(world)
    return
  }
  const { repair } = diagnosis.first ?? {}
  if (repair === undefined) throw new Error('the finding offers no repair')
  await applyRepair(repair, { administrator: world.administrator, dynamics: world.dynamics, fetch: world.fetch })
}

function check(diagnosis: Diagnosis, expected: Expected, { app, variables }: World): void {
  const { check: name, cause, verdict = 'failed', evidence } = expected
  expect(diagnosis.first).toMatchObject({ check: name, cause, verdict })
  // No other cause beside it: what hangs on it is skipped, and says so.
  expect(bad(diagnosis).map((finding) => finding.cause)).toEqual([cause])
  expect(diagnosis.healthy).toBe(verdict === 'warning')
  if (evidence) expect(diagnosis.first?.evidence).toMatch(evidence)
  expect(diagnosis.first?.fix).toMatch(/\w.*\.$/s)
  for (const finding of diagnosis.findings) {
    if (finding.verdict === 'skipped' && finding.because) expect(finding.because).toBe(name)
  }
  const text = JSON.stringify(diagnosis)
  for (const secret of [app.clientSecret, variables['AZURE_CLIENT_SECRET']]) {
    if (secret && secret.length > 3 && !/^[0-9a-f-]{36}$/.test(secret)) expect(text).not.toContain(secret)
  }
}

const bad = ({ findings }: Diagnosis): readonly BadFinding[] =>
  findings.filter((finding): finding is BadFinding => 'cause' in finding)

test('there are sixty broken worlds and more', () => {
  const all = Object.values(tables).flat()
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  expect(all.filter(({ how }) => how === 'state').length).toBeGreaterThanOrEqual(60)
})
