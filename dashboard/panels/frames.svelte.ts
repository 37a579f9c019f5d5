import type { Gap } from '#dashboard/series/gap.ts'
import type { Range } from '#dashboard/series/range.ts'
import { frameAt, type Stack } from '#dashboard/series/stack.ts'
import { steady } from '#dashboard/series/steady.ts'
import { countText } from '#dashboard/text/format.ts'
import { hue } from '../plots/palette.ts'
import { gapsInSeconds, secondsAt } from './in-time.ts'
import { isLaw, lawOf } from './law.ts'
import { keyOf } from './layout.ts'
import type { PanelProps } from './panel.ts'
import { whyEmpty } from './why-empty.ts'

/** What a panel of frames (spectra, matrices) shows: one series of those it has, and of that one frame in detail. */
export class Frames {
  readonly #props: () => PanelProps
  readonly #things: string
  readonly #steadyGaps = steady<Gap>()
  visible = $state(false)
  #wanted = $state(false)

  constructor(props: () => PanelProps, things: string) {
    this.#props = props
    this.#things = things
  }

  /** What nobody has seen is not asked for; what is out of sight is not drawn. */
  seen(now: boolean): void {
    this.visible = now
    this.#wanted ||= now
  }

  choose = (index: number): void => {
    const { view, plan } = this.#props()
    view.choose(keyOf(plan), index === 0 ? null : this.sources[index]!.key)
  }

  /** Every series that the panel can show: each part of each run. */
  readonly sources = $derived.by(() => {
    const { subjects, plan } = this.#props()
    return subjects.flatMap((subject, i) => {
      const all = subject.plan?.series ?? []
      return all
        .filter((declaration) => !isLaw(declaration, all))
        .map((declaration, j) => ({
          ...subject,
          declaration,
          /** What an address calls it: of several runs by its run, too. */
          key: subjects.length > 1 ? `${declaration.name}@${subject.run.id}` : declaration.name,
          law: lawOf(declaration, all),
          label: [subjects.length > 1 ? subject.name : null, declaration.part].filter(Boolean).join(' ') || plan.title,
          color: subjects.length > 1 ? subject.styleOf(declaration).color : hue(i + j),
        }))
    })
  })
  readonly chosen = $derived.by(() => {
    const { view, plan } = this.#props()
    const wanted = view.choiceOf(keyOf(plan))
    return Math.max(
      0,
      this.sources.findIndex(({ key }) => key === wanted),
    )
  })
  readonly source = $derived.by(() => this.sources[this.chosen])
  readonly #curve = $derived.by(() =>
    this.#wanted && this.source !== undefined ? this.source.run.curve(this.source.declaration) : null,
  )
  readonly stack: Stack | null = $derived.by(() => (this.visible && this.#curve !== null ? this.#curve.stack : null))

  /** Where each frame begins on the x axis. */
  readonly places: readonly number[] = $derived.by(() => {
    const { view } = this.#props()
    if (this.stack === null || this.source === undefined) return []
    if (view.by === 'step') return this.stack.steps
    const clock = this.source.run.clock.points
    return this.stack.steps.map((step) => secondsAt(clock, step) ?? Infinity)
  })

  /** The frame that is pinned, or under the cursor, or the newest. */
  readonly shown = $derived.by(() => {
    const { view, pinned } = this.#props()
    const here = pinned ?? view.cursor
    if (this.stack === null) return null
    if (here === null) return frameAt(this.stack, null)
    const at = this.places.findLastIndex((place) => place <= here)
    return frameAt(this.stack, this.stack.steps[Math.max(0, at)] ?? null)
  })

  readonly #law = $derived.by(() => {
    const { run, law } = this.source ?? {}
    return this.#wanted && run !== undefined && law !== undefined ? run.curve(law) : null
  })
  /** What theory expects of that frame; null where the probe says no such thing. */
  readonly law: Float64Array | null = $derived.by(() =>
    this.visible && this.#law !== null && this.shown !== null
      ? (frameAt(this.#law.stack, this.shown.step)?.values ?? null)
      : null,
  )

  readonly empty = $derived.by(() => {
    const { plan, subjects, view } = this.#props()
    if (this.#curve === null || this.#curve.stack.steps.length > 0) return null
    return whyEmpty(plan, subjects, this.#curve.answered, view.by)
  })

  /** Where no frame stands for what came after it: nobody measured there. */
  readonly gaps = $derived.by(() => {
    const { view } = this.#props()
    if (this.source === undefined) return []
    const { run, declaration } = this.source
    const gaps = this.#steadyGaps(run.picture.state.gaps.get(declaration.probe) ?? [])
    return view.by === 'step' ? gaps : gapsInSeconds(gaps, run.clock.points)
  })

  /** Steps of which stored frames are damaged. */
  readonly damaged: readonly Range[] = $derived.by(() => (this.visible ? (this.#curve?.damaged ?? []) : []))
  /** The same in the units of the x axis. */
  readonly hatched: readonly Range[] = $derived.by(() =>
    this.#props().view.by === 'step' || this.source === undefined
      ? this.damaged
      : gapsInSeconds(this.damaged, this.source.run.clock.points),
  )

  /** What a file says of the frame that is shown. */
  said(title: string): { title: string; run: string; series: string; step: number; note: string } {
    const { run, declaration } = this.source!
    const many = this.sources.length > 1
    return {
      title: many ? `${title}, ${this.source!.label}` : title,
      run: run.id,
      series: declaration.name,
      step: this.shown!.step,
      note: this.badge,
    }
  }

  readonly badge = $derived.by(() => {
    if (this.stack === null || this.stack.stored === 0) return ''
    const { stored, steps } = this.stack
    return stored > steps.length
      ? `${countText(steps.length)} of ${countText(stored)} ${this.#things} · evenly thinned`
      : `all ${countText(stored)} ${this.#things}`
  })
}
