import { runtimeError, type Envelope, type Report, type RunId } from '#src/vocabulary/index.ts'
import type { Kept } from './kept.ts'
import type { Group } from './record.ts'

/**
 * What observing has said, read back from where it was sent: for a record that was removed or damaged. What was measured there is measured, and no
 * point comes twice. `left` are the groups of the record that are whole: those that never arrived are kept behind. What sees all steps in their
 * order (`isInOrder`) has seen those before its last point too, where it had nothing to say.
 */
export async function restored(
  kept: Kept,
  run: RunId,
  {
    left,
    wishes,
    isInOrder,
  }: { readonly left: readonly Group[]; readonly wishes: boolean; readonly isInOrder: (probe: string) => boolean },
): Promise<Group[]> {
  const facts = (await kept.facts()).filter(({ report }) => report.type !== 'started')
  const series = facts.flatMap(({ report }) => (report.type === 'declared' ? [report.series] : []))
  const bySteps = new Map<number, { readonly probes: Set<string>; readonly columns: Column[] }>()
  for (const { name, probe } of series)
    for await (const { steps, values } of kept.points(name))
      for (let i = 0; i < steps.length; i++) {
        const at = bySteps.get(steps[i]!) ?? { probes: new Set<string>(), columns: [] }
        bySteps.set(steps[i]!, at)
        at.probes.add(probe)
        if (values !== null) at.columns.push(columnOf(name, steps[i]!, values[i]!))
      }
  for (const probe of new Set(series.map((one) => one.probe)).values().filter(isInOrder)) {
    const last = Math.max(...[...bySteps].flatMap(([step, { probes }]) => (probes.has(probe) ? [step] : [])))
    for (const [step, { probes }] of bySteps) if (step < last) probes.add(probe)
  }
  // They take the last numbers of what arrived, of which each said a fact or a step.
  const first = kept.next - facts.length - bySteps.size
  if (first < 0)
    throw runtimeError(`Of run ${run} ${kept.next} reports are kept, fewer than the ${facts.length} facts and ${bySteps.size} steps of them; look at it by \`phasescope check\``) // prettier-ignore
  const said = facts.map((fact, i): Envelope => ({ run, seq: first + i, at: fact.at, report: fact.report }))
  const at = said.at(-1)?.at ?? 0
  const measured = [...bySteps].map(([step, { probes, columns }], i): Group => {
    const report: Report = { type: 'measured', columns }
    return { step, probes: [...probes], wishes: false, envelopes: [{ run, seq: first + facts.length + i, at, report }] }
  })
  const isNew = ({ seq }: Envelope) => seq >= kept.next
  const behind = left.filter(({ envelopes }) => envelopes.some(isNew))
  return [
    ...(said.length === 0 ? [] : [{ step: 0, probes: [], wishes, envelopes: said }]),
    ...measured,
    ...behind.map((group) => ({ ...group, envelopes: group.envelopes.filter(isNew) })),
  ]
}

type Column = Extract<Report, { type: 'measured' }>['columns'][number]

function columnOf(series: string, step: number, value: number): Column {
  return { series, steps: Float64Array.of(step), values: Float64Array.of(value), lengths: null }
}
