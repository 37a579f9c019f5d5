import type { PanelPlan } from './arrange.ts'

/** What the panels of a run are headed by, where it has several sections: a prefix of logged keys, or the probes. */
export const PROBES = 'Measured by probes'
/** And those of them that somebody moved away from the others. */
const MORE_PROBES = 'More measured by probes'
/** The section of keys without a prefix. */
export const WITHOUT_PREFIX = 'Logged'

/** Panels that follow each other in one section. */
export interface Section<Plan> {
  /** Null where the page has one section only: it needs no heading. */
  readonly title: string | null
  /** Unique on the page: somebody may have moved a panel out of its section. */
  readonly key: string
  readonly plans: readonly { readonly plan: Plan; readonly place: number }[]
}

export function inSections<Plan extends { readonly section?: string }>(plans: readonly Plan[]): Section<Plan>[] {
  if (plans.every(({ section }) => section === WITHOUT_PREFIX))
    return [{ title: null, key: '', plans: plans.map((plan, place) => ({ plan, place })) }]
  const sections: { title: string; key: string; plans: { plan: Plan; place: number }[] }[] = []
  const counts = new Map<string, number>()
  let last: string | null = null
  plans.forEach((plan, place) => {
    const title = plan.section ?? PROBES
    if (last !== title) {
      const again = counts.get(title) ?? 0
      counts.set(title, again + 1)
      const isMore = again > 0 && plan.section === undefined
      sections.push({
        title: isMore ? MORE_PROBES : title,
        key: again === 0 ? title : `${title} ${again + 1}`,
        plans: [],
      })
      last = title
    }
    sections.at(-1)!.plans.push({ plan, place })
  })
  return sections
}

/** So many columns a section of small panels asks for, so that several share a row; null of one that has rows of its own. */
export function columnsOf(plans: readonly { readonly plan: SizedPlan }[]): number | null {
  const isSmall = ({ span, size }: SizedPlan) => span === 2 && size === undefined
  return plans.every(({ plan }) => isSmall(plan)) ? 2 * plans.length : null
}

/**
 * With how many panels each section of small ones shares a row, where that is long enough: its own, and those of its neighbors
 * up to one that has rows of its own; they then share its width. Null of one that has.
 */
export function sharingRow(columns: readonly (number | null)[]): (number | null)[] {
  const shared: (number | null)[] = []
  let from = 0
  columns.forEach((one, i) => {
    if (one === null) from = i + 1
    shared.push(null)
    const together = columns.slice(from, i + 1).reduce<number>((sum, own) => sum + own! / 2, 0)
    for (let at = from; at <= i; at += 1) shared[at] = together
  })
  return shared
}

type SizedPlan = Pick<PanelPlan, 'span' | 'size'>
