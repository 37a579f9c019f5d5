import type { ProgramModule } from './programs/program-module.ts'

let native: Pick<ProgramModule, 'adamW'> | null = null

/** Null: every update in JavaScript. */
export function setFusedUpdates(module: Pick<ProgramModule, 'adamW'> | null): void {
  native = module
}

/** AdamW's update in machine code, to the bit as JavaScript computes it; null where there is none. */
export function fusedAdamW(): ProgramModule['adamW'] | null {
  return native?.adamW ?? null
}
