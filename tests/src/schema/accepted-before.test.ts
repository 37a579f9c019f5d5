import { expect, test } from 'vitest'
import { cardOf } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import { currentName } from '#src/vocabulary/index.ts'
import { detectorCard, parameterCard, probeCard } from '#src/schema/cards.ts'
import { parsed } from '#src/schema/parsed.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { factsWithCards, openStore } from '#src/store/index.ts'
import { experimentCards } from '#trainer/experiments/index.ts'
import { openStored } from '../../fixtures/version-0.1/open.ts'

test.each([...probes, ...detectors].map((probe) => [probe.id, JSON.parse(JSON.stringify(cardOf(probe))) as unknown]))(
  'the card of %s is one',
  (_id, card) => expect(parsed(probeCard, card, 'card')).toEqual(card),
)

test('so is that of a detector as older runs have it, and every setting of an experiment', () => {
  const older = { id: 'grokked', name: 'Grokked', about: 'a', reference: 'b', watches: ['train-accuracy'] }
  expect(parsed(detectorCard, older, 'card')).toEqual(older)
  const settings = experimentCards().flatMap(({ parameters }) => parameters)
  expect(settings.length).toBeGreaterThan(50)
  for (const card of settings) expect(parsed(parameterCard, card, 'card')).toEqual(card)
})

test('every Report that version 0.1 stored would be taken again, as it is', async () => {
  using stored = openStored()
  const store = await openStore(stored.copy())
  const types = new Set<string>()
  for (const run of [stored.completed, stored.killed]) {
    const facts = await factsWithCards(store, run)
    for (const { report } of facts) types.add(report.type)
    expect(reportsFromBytes(bytesFromReports(facts))).toEqual(facts)
  }
  await store.close()
  expect([...types]).toEqual(
    expect.arrayContaining(['started', 'attached', 'declared', 'applied', 'ended'].map(currentName)),
  )
})
