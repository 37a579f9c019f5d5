import type { Lead, LeadOrder, RunId } from '#src/vocabulary/index.ts'

/** So many are compared with each other: those that move first. */
const COMPARED = 24

/** In which order the series and the event come, each with each, and the order of several that holds in at least a share of the runs. */
export function orderOf(
  event: string,
  leads: readonly Lead[],
  events: ReadonlyMap<RunId, number>,
  share: number,
): LeadOrder {
  // prettier-ignore
  const moving = leads.filter(({ n }) => n > 0)
  const early = moving.filter(({ median }) => median < 0)
  const late = moving.slice(early.length)
  const stepsOf = ({ series, runs }: Lead): Placed => ({
    name: series,
    steps: new Map(runs.flatMap(({ run, moved }) => (moved === null ? [] : [[run, moved] as const]))),
  })
  const all = [...early.map(stepsOf), { name: event, steps: events }, ...late.map(stepsOf)].slice(0, COMPARED)
  const counted = (holds: (a: number, b: number) => boolean) =>
    all.map((one) => all.map((other) => runsIn(one, other).filter(([a, b]) => holds(a, b)).length))
  return {
    names: all.map(({ name }) => name),
    before: counted((a, b) => a < b),
    both: counted(() => true),
    chain: chainOf(all, [...events.keys()], share),
  }
}

/** Something that comes in runs, each at a step of its own. */
interface Placed {
  readonly name: string
  readonly steps: ReadonlyMap<RunId, number>
}

function runsIn(one: Placed, other: Placed): (readonly [number, number])[] {
  return [...one.steps].flatMap(([run, step]) => (other.steps.has(run) ? [[step, other.steps.get(run)!] as const] : []))
}

/** The longest of the orders that begin with each of them; of equal ones that which holds in more runs. */
function chainOf(all: readonly Placed[], runs: readonly RunId[], share: number): LeadOrder['chain'] {
  const chains = all.map((_, first) => chainFrom(all.slice(first), runs, share))
  return chains.reduce((best, one) => (isBetter(one, best) ? one : best))
}

function isBetter(one: LeadOrder['chain'], other: LeadOrder['chain']): boolean {
  return (one.names.length - other.names.length || one.runs - other.runs) > 0
}

/** From the first on, each that comes after all before it in the same runs, of which enough are left. */
function chainFrom(all: readonly Placed[], runs: readonly RunId[], share: number): LeadOrder['chain'] {
  let names: readonly string[] = []
  let last: ReadonlyMap<RunId, number> = new Map(runs.map((run) => [run, -Infinity]))
  for (const { name, steps } of all) {
    const next = new Map([...last].filter(([run, before]) => (steps.get(run) ?? -Infinity) > before).map(([run]) => [run, steps.get(run)!])) // prettier-ignore
    if (next.size === 0 || next.size < share * runs.length) continue
    last = next
    names = [...names, name]
  }
  return { names, runs: last.size }
}
