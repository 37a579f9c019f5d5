import type { Outcome, RunId } from '#src/vocabulary/index.ts'
import { parseCommand } from '#src/schema/parse-command.ts'
import type { Trainers } from '#src/hub/ingest/trainers.ts'

/** Passes a Command on, checked whole wherever it came from. */
export async function sendCommand(run: RunId, command: unknown, trainers: Trainers): Promise<Outcome> {
  return trainers.command(run, parseCommand(command))
}
