import type { Command, Outcome, ParameterCard, ParameterValues, Report } from '#src/vocabulary/index.ts'
import type { RateAccess, Steered } from './phasescope.d.ts'
import { whyOf } from './harmless.ts'
import { othersTurn } from './others-turn.ts'
import { MOST_RATE, rateOf, setRate } from './rate.ts'

/** Commands of the page, obeyed between two steps of the training. */
export interface Steering {
  readonly accepts: readonly Command['type'][]
  readonly isStopped: boolean
  /** Obeys what has come before this step; false once the run is to stop. Waits while it is paused. */
  tick(step: number, steered: Steered): Promise<boolean>
  commanded(command: Command): Promise<Outcome>
  /** What can be set and was not told yet. */
  described(): { readonly settable?: readonly ParameterCard[]; readonly parameters?: ParameterValues }
  end(): void
}

/** How long a training may go on before what came is looked at: a frame of a screen. */
const LOOK_MS = 16

/** Commands that wait for the next step. */
const MOST_MAIL = 64

export function newSteering(report: (report: Report) => void, offers: () => void): Steering {
  const mailbox: { readonly command: Command; readonly answer: (outcome: Outcome) => void }[] = []
  let accepts: readonly Command['type'][] = []
  let rate: RateAccess | null = null
  let checkpoint: Steered['checkpoint']
  let until: number | null = null
  let isPaused = false
  let isStopped = false
  let hasEnded = false
  /** Before anybody set another. */
  let firstRate: number | null = null
  let isRateTold = false
  let lookedAt = -Infinity
  let came = () => {}

  function offered(): readonly Command['type'][] {
    const set = rate === null ? [] : (['set'] as const)
    const keep = checkpoint === undefined ? [] : (['checkpoint'] as const)
    return ['pause', 'resume', 'stop', 'step', 'until', ...set, ...keep]
  }

  async function obey(step: number, command: Command): Promise<Outcome> {
    try {
      const more = await done(step, command)
      if (more !== null) report(more)
      else report({ type: 'applied', command, step })
      return { ok: true, step }
    } catch (error) {
      return { ok: false, why: whyOf(error) }
    }
  }

  async function done(step: number, command: Command): Promise<Report | null> {
    switch (command.type) {
      case 'pause':
        isPaused = true
        return null
      case 'resume':
        isPaused = false
        until = null
        return null
      case 'stop':
        isStopped = true
        isPaused = false
        return null
      case 'step':
        isPaused = false
        until = step + command.steps
        return null
      case 'until':
        if (command.step <= step)
          throw new Error(`The run is at step ${step} already; expected a later step, got ${command.step}`)
        isPaused = false
        until = command.step
        return null
      case 'set':
        if (command.key !== 'rate' || rate === null)
          throw new Error(`There is no setting '${command.key}'; there is rate`)
        setRate(rate, command.value)
        return null
      case 'checkpoint': {
        if (checkpoint === undefined) break
        const bytes = await checkpoint(step)
        const isSize = Number.isSafeInteger(bytes) && (bytes as number) >= 0
        return { type: 'checkpointed', step, bytes: isSize ? (bytes as number) : 0, whole: true }
      }
    }
    throw new Error(`This training does not obey '${command.type}': it obeys ${accepts.join(', ')}`)
  }

  return {
    get accepts() {
      return accepts
    },
    get isStopped() {
      return isStopped
    },
    async tick(step, steered) {
      rate = rateOf(steered.rate) ?? rate
      firstRate ??= rate?.get() ?? null
      checkpoint = steered.checkpoint ?? checkpoint
      const now = offered()
      if (now.join() !== accepts.join()) {
        accepts = now
        offers()
      }
      if (until !== null && step >= until) {
        until = null
        isPaused = true
        report({ type: 'applied', command: { type: 'pause' }, step, by: 'until' })
      }
      for (;;) {
        if (performance.now() - lookedAt >= LOOK_MS) {
          await othersTurn()
          lookedAt = performance.now()
        }
        for (let mail = mailbox.shift(); mail !== undefined; mail = mailbox.shift())
          mail.answer(await obey(step, mail.command))
        if (isStopped || !isPaused || hasEnded) return !isStopped
        await new Promise<void>((resolve) => (came = resolve))
      }
    },
    commanded: (command) =>
      new Promise((answer) => {
        if (hasEnded) return answer({ ok: false, why: 'The run has ended' })
        if (mailbox.length >= MOST_MAIL) return answer({ ok: false, why: `${MOST_MAIL} Commands wait already` })
        mailbox.push({ command, answer })
        came()
      }),
    described() {
      if (firstRate === null || isRateTold) return {}
      isRateTold = true
      const card: ParameterCard = {
        ...{ key: 'rate', about: 'Learning rate', settable: true, type: 'number' },
        ...{ default: firstRate, min: 0, max: MOST_RATE },
      }
      return { settable: [card], parameters: { rate: firstRate } }
    },
    end() {
      hasEnded = true
      for (const { answer } of mailbox.splice(0)) answer({ ok: false, why: 'The run has ended' })
      came()
    },
  }
}
