import type { Probe } from '#probes/define.ts'
import type { BackfillRequest } from './request.ts'

/** As much of a probe as says which series it reads. */
export type ReadableProbe = Pick<Probe, 'id' | 'formerly' | 'options'>

/** Those of the attached probes whose series the wanted ones read, or read what they read: a replay measures them too. */
export function sourcesOf(
  requests: readonly BackfillRequest[],
  attached: Iterable<BackfillRequest>,
  catalogue: readonly ReadableProbe[],
): BackfillRequest[] {
  const others = [...attached].filter(({ attach }) =>
    requests.every((request) => request.attach.probe !== attach.probe),
  )
  const found = new Set<BackfillRequest>()
  let readers = requests
  while (readers.length > 0) {
    const read = new Set(readers.flatMap((reader) => readBy(reader, catalogue)))
    readers = others.filter((one) => read.has(one.attach.probe) && !found.has(one))
    readers.forEach((one) => found.add(one))
  }
  return others.filter((one) => found.has(one))
}

/** The probes whose series a probe reads, by the options that name them. */
function readBy({ attach: { probe: id, options } }: BackfillRequest, catalogue: readonly ReadableProbe[]): string[] {
  const cards = catalogue.find((probe) => probe.id === id || probe.formerly === id)?.options ?? []
  return cards
    .filter(({ type }) => type === 'series')
    .map(({ key, default: standard }) => String(options?.[key] ?? standard).split('/')[0] as string)
}
