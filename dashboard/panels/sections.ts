/** What the panels of a run are headed by, where it has several sections: a prefix of logged keys, or the probes. */
export const PROBES = 'Measured by probes'
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
  plans.forEach((plan, place) => {
    const title = plan.section ?? PROBES
    if (sections.at(-1)?.title !== title) {
      const again = counts.get(title) ?? 0
      counts.set(title, again + 1)
      sections.push({ title, key: again === 0 ? title : `${title} ${again + 1}`, plans: [] })
    }
    sections.at(-1)!.plans.push({ plan, place })
  })
  return sections
}
