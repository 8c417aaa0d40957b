import type { ConformanceCase, Step } from '../case.ts'
import { get, post, row, shows } from './steps.ts'
import { caseOf, refused } from './world.ts'

const facts = { area: 'localized labels', source: 'webapi/reference/setloclabels' }

const variable = row('environmentvariabledefinitions', {
  environmentvariabledefinitionid: '{{id1}}',
  schemaname: 'new_{{tag}}',
  displayname: 'Colour {{tag}}',
  type: 100_000_000,
})

const at = {
  '@odata.type': 'Microsoft.Dynamics.CRM.environmentvariabledefinition',
  environmentvariabledefinitionid: '{{id1}}',
}

const set = (labels: readonly (readonly [language: number, text: string])[], column = 'displayname'): Step =>
  post('SetLocLabels', {
    EntityMoniker: at,
    AttributeName: column,
    Labels: labels.map(([LanguageCode, Label]) => ({ LanguageCode, Label })),
  })

const asked = get(
  "RetrieveLocLabels(EntityMoniker=@p1,AttributeName=@p2,IncludeUnpublished=@p3)?@p1={'@odata.id':'environmentvariabledefinitions({{id1}})'}&@p2='displayname'&@p3=true",
)

/** `SetLocLabels` and `RetrieveLocLabels`: columns of rows that people read in their own language. */
export const labels: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'SetLocLabels-answer',
    fact: 'SetLocLabels answers 204',
    rows: [variable],
    request: set([[1033, 'Color']]),
    expect: { status: 204 },
  }),
  caseOf({
    ...facts,
    id: 'SetLocLabels-base',
    trust: 'disputed',
    fact: 'the label in the base language is the column itself',
    rows: [variable],
    setup: [set([[1033, 'Color {{tag}}']])],
    request: get('environmentvariabledefinitions({{id1}})?$select=displayname'),
    expect: shows({ displayname: 'Color {{tag}}' }),
  }),
  caseOf({
    ...facts,
    id: 'RetrieveLocLabels-all',
    source: 'webapi/reference/retrieveloclabels',
    fact: 'RetrieveLocLabels answers the label in every language that has one',
    rows: [variable],
    setup: [set([[1036, 'Couleur']]), set([[1031, 'Farbe']])],
    request: asked,
    expect: shows({
      '@odata.context': { $re: 'RetrieveLocLabelsResponse$' },
      Label: {
        LocalizedLabels: {
          $unordered: [
            { Label: 'Colour {{tag}}', LanguageCode: 1033 },
            { Label: 'Couleur', LanguageCode: 1036 },
            { Label: 'Farbe', LanguageCode: 1031 },
          ],
        },
        UserLocalizedLabel: { Label: 'Colour {{tag}}', LanguageCode: 1033 },
      },
    }),
    notLive: 'needs languages that few environments have',
  }),
  caseOf({
    ...facts,
    id: 'SetLocLabels-again',
    trust: 'disputed',
    fact: 'a label that is set again is replaced',
    rows: [variable],
    setup: [set([[1036, 'Teinte']]), set([[1036, 'Couleur']])],
    request: asked,
    expect: shows({ Label: { LocalizedLabels: { $includes: [{ Label: 'Couleur', LanguageCode: 1036 }] } } }),
    notLive: 'needs languages that few environments have',
  }),
  caseOf({
    ...facts,
    id: 'SetLocLabels-column',
    trust: 'disputed',
    fact: 'a column that has no labels is refused',
    rows: [variable],
    request: set([[1033, 'x']], 'schemaname'),
    expect: refused('0x80040203'),
  }),
]
