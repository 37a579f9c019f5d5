import { AGGREGATE_TEXTS, aggregateFromTexts, EFFECT_TEXTS, effectFromTexts, LEAD_TEXTS, leadFromTexts } from '#src/schema/aggregate-text.ts' // prettier-ignore
import { jsonOfAggregate } from '#src/wire/aggregates.ts'
import { jsonOfEffects, jsonOfLeads } from '#src/wire/effects.ts'
import type { Store } from '#src/store/index.ts'
import { questionFrom } from './runs.ts'

/**
 * What many runs come to, by what is asked: `GET /api/aggregate?series=test-loss&by=weightDecay&where=…`, `/api/effects?of=…&by=…`, `/api/factors`,
 * `/api/leads?event=grokked&series=…`. What a question does not take itself says which runs it is about, as in `/api/runs`.
 */
export const AGGREGATES: Readonly<Record<string, (store: Store, parameters: URLSearchParams) => Promise<unknown>>> = {
  async aggregate(store, parameters) {
    const { texts, among } = split(parameters, AGGREGATE_TEXTS)
    return jsonOfAggregate(await store.aggregate(aggregateFromTexts(texts, among)))
  },
  async effects(store, parameters) {
    const { texts, among } = split(parameters, EFFECT_TEXTS)
    return jsonOfEffects(await store.effects(effectFromTexts(texts, among)))
  },
  async factors(store, parameters) {
    return store.factors({ among: questionFrom(parameters) })
  },
  async leads(store, parameters) {
    const { texts, among } = split(parameters, LEAD_TEXTS)
    return jsonOfLeads(await store.leads(leadFromTexts(texts, among)))
  },
}

function split(parameters: URLSearchParams, own: readonly string[]) {
  const texts: Record<string, string> = {}
  const others = new URLSearchParams()
  for (const [key, text] of parameters) {
    if (own.includes(key)) texts[key] = text
    else others.append(key, text)
  }
  return { texts, among: questionFrom(others) }
}
