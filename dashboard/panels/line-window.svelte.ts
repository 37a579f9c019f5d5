import { countText } from '#dashboard/text/format.ts'
import type { PanelProps } from './panel.ts'

/** More curves than this nobody tells apart, and a browser does not draw them live. */
const MOST_LINES = 60

/** Which of the curves of a panel are drawn where there are too many: so many at a time, from `first` on. */
export class LineWindow {
  readonly #props: () => PanelProps

  constructor(props: () => PanelProps) {
    this.#props = props
  }

  readonly #size = $derived.by(() => Math.max(1, Math.floor(MOST_LINES / Math.max(1, this.#props().subjects.length))))
  readonly #total = $derived.by(() =>
    Math.max(0, ...this.#props().subjects.map(({ plan }) => plan?.series.length ?? 0)),
  )
  readonly #first = $derived.by(() => {
    const { view, plan } = this.#props()
    const wanted = Number(view.choiceOf(plan.id) ?? 1) - 1
    return Math.max(0, Math.min(Number.isSafeInteger(wanted) ? wanted : 0, this.#total - 1))
  })

  /** The panel with the curves that are drawn. */
  readonly props: PanelProps = $derived.by(() => {
    const props = this.#props()
    if (this.#total <= this.#size) return props
    const subjects = props.subjects.map((subject) => {
      const { plan } = subject
      if (plan === null) return subject
      return { ...subject, plan: { ...plan, series: plan.series.slice(this.#first, this.#first + this.#size) } }
    })
    return { ...props, subjects }
  })

  /** `1–60 of 5,000`; null where all are drawn. */
  readonly said: string | null = $derived.by(() => {
    if (this.#total <= this.#size) return null
    const last = Math.min(this.#total, this.#first + this.#size)
    return `${countText(this.#first + 1)}–${countText(last)} of ${countText(this.#total)}`
  })

  readonly isFirst = $derived.by(() => this.#first === 0)
  readonly isLast = $derived.by(() => this.#first + this.#size >= this.#total)

  move(by: 1 | -1): void {
    const { view, plan } = this.#props()
    const first = Math.max(0, this.#first + by * this.#size)
    view.choose(plan.id, first === 0 ? null : String(first + 1))
  }
}
