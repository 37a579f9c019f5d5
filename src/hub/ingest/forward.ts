import type { Socket } from 'socket.io'
import {
  clientText,
  isForeign,
  messageOf,
  type Command,
  type ForeignRun,
  type Outcome,
  type RunId,
} from '#src/vocabulary/index.ts'
import { outcome as outcomeSchema } from '#src/schema/command.ts'
import { parsed } from '#src/schema/parsed.ts'
import type { HubToTrainer, TrainerToHub } from '#src/wire/protocol.ts'
import type { Store } from '#src/store/index.ts'
import type { Tally } from '#src/hub/sockets/tally.ts'

/** Hands a Command to the trainer of a run; gives its answer, or why there is none. */
export function forward(
  socket: Pick<Socket<TrainerToHub, HubToTrainer>, 'once' | 'off' | 'timeout'>,
  run: RunId,
  command: Command,
  { timeoutMs, tally }: { timeoutMs: number; tally: Tally },
): Promise<Outcome> {
  const refused = (why: string): Outcome => ({ ok: false, why })
  return new Promise((resolve) => {
    // An answer and the end of the connection may come in one breath: the first of them counts.
    const parted = () => resolve(refused(parting(run, command)))
    socket.once('disconnect', parted)
    socket.timeout(timeoutMs).emit('command', command, (late: Error | null, outcome: unknown) => {
      socket.off('disconnect', parted)
      resolve(late === null ? outcomeFrom(outcome, run, tally) : refused(delay(run, command, timeoutMs)))
    })
  })
}

/** What a trainer answered; it is another process, and may answer anything. */
function outcomeFrom(given: unknown, run: RunId, tally: Tally): Outcome {
  try {
    return parsed(outcomeSchema, given, 'outcome')
  } catch (error) {
    tally.refused()
    return { ok: false, why: `The trainer of run '${run}' answered what is no outcome: ${messageOf(error)}` }
  }
}

/** Why a Command does not reach the writers that are there. */
export function disobedience(run: RunId, { type }: Command, accepts: readonly Command['type'][]): string {
  const does = accepts.length === 0 ? 'it obeys none' : `it obeys ${accepts.join(', ')}`
  return `What reports run '${run}' does not obey '${type}': ${does}`
}

/** Why a run cannot be steered here and now, and what to do. */
export async function absence(run: RunId, store: Store): Promise<string> {
  const none = `No trainer of run '${run}' is connected`
  if (!(await store.has(run))) return none
  const { status, step, run: declared } = await store.summary(run)
  if (status === 'lost') {
    if (isForeign(declared)) return `${none}: it broke off after step ${step}; ${onlyByItself(declared)}`
    return `${none}: it broke off after step ${step}; resume it with: phasescope resume ${run}`
  }
  if (status !== 'running' && status !== 'paused') return `${none}: the run ${status} at step ${step}`
  if (isForeign(declared)) return `${none}: ${onlyByItself(declared)}`
  return `${none}: it may be reconnecting, or it does not stream to this hub; start the hub before the training, or name the hub to the training with --hub`
}

function onlyByItself({ client }: ForeignRun): string {
  return `another program trains it (${clientText(client)}), which obeys while it runs and streams to this hub`
}

function parting(run: RunId, { type }: Command): string {
  return `The connection to the trainer of run '${run}' broke before it answered '${type}'; the run's timeline shows whether that took effect`
}

function delay(run: RunId, { type }: Command, timeoutMs: number): string {
  return `The trainer of run '${run}' has not answered '${type}' within ${timeoutMs / 1000} s: it is busy with a long step or measurement, and will carry it out after that`
}
