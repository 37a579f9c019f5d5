import type { IncomingMessage } from 'node:http'
import { usageError, type FigureSoFar, type SweepDeed } from '#src/vocabulary/index.ts'
import { parseSweepRequest } from '#src/schema/sweep.ts'
import { NO_SWEEPS, type Sweeps } from '#src/hub/sweeps.ts'
import { bodyOf } from './body.ts'

const DEEDS: readonly string[] = ['cancel', 'resume', 'rerun'] satisfies SweepDeed[]

/** An answer, the method that the address takes, or null where there is nothing. */
export type SweepsAnswer = { readonly body: unknown } | { readonly wanted: 'GET' | 'POST' } | null

/**
 * `GET /api/sweeps`, `GET /api/sweeps/ID`, `POST /api/sweeps` to start one, `POST /api/sweeps/forecast` to be told what it would be, and
 * `POST /api/sweeps/ID/cancel`, `…/resume`, `…/rerun`. That who posts may control is seen to where requests come in.
 */
export async function answerSweeps(
  request: IncomingMessage,
  [id, part, ...rest]: readonly string[],
  sweeps: Sweeps | null,
): Promise<SweepsAnswer> {
  if (rest.length > 0 || (part !== undefined && !DEEDS.includes(part))) return null
  const isPosted = request.method === 'POST'
  const wanted = part !== undefined || id === 'forecast' ? 'POST' : id === undefined && isPosted ? 'POST' : 'GET'
  if (request.method !== wanted) return { wanted }
  if (sweeps === null) throw usageError(NO_SWEEPS)
  if (part !== undefined) return { body: await sweeps.tell(id!, part as SweepDeed) }
  if (id === 'forecast') return { body: await sweeps.forecast(parseSweepRequest(await bodyOf(request))) }
  if (isPosted) return { body: await sweeps.start(parseSweepRequest(await bodyOf(request))) }
  return { body: id === undefined ? await sweeps.list() : await sweeps.status(id) }
}

/** `GET /api/figures/EXPERIMENT` */
export function figureOf(sweeps: Sweeps | null, experiment: string): Promise<FigureSoFar> {
  if (sweeps === null) throw usageError(NO_SWEEPS)
  return sweeps.figure(experiment)
}
